package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.racewalk.results.Main;
import dev.racewalk.results.report.MatrixTable;
import dev.racewalk.stress.fault.SeededFault;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line of the matrix. */
class FaultsCommandTest {
    private static final int MOST_SECONDS = 100;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new FaultsCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void listNamesEachFault() {
        assertThat(run("--list")).isZero();
        assertThat(out.toString().lines())
                .hasSameSizeAs(SeededFault.values())
                .allMatch(line -> line.matches("[a-z-]+ .*"));
    }

    @Test
    void anUnknownFaultIsAMistakeOfTheCaller() {
        assertThat(run("--fault", "nonesuch")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("fault = nonesuch: must be one of lock-free-push, ");
    }

    @Test
    void aPatternThatMatchesNoRaceIsAMistakeOfTheCaller() {
        assertThat(run("-t", "nonesuch")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("-t nonesuch: no race matches");
    }

    @Test
    void aLimitOfNothingIsAMistakeOfTheCaller() {
        assertThat(run("--short", "--limit", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--limit = 0.0: must be more than 0");
    }

    @Test
    void theShortFormChoosesItsRacesItself() {
        assertThat(run("--short", "-t", "Install")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("-t and --short exclude each other");
    }

    @Test
    void aRunPrintsTheTableShowsProgressAndWritesJson(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("matrix.json");
        Path html = folder.resolve("matrix.html");

        int status = 1;
        for (int seconds = 2; status != 0 && seconds < MOST_SECONDS; seconds *= 4) { // others may use the processors
            out.getBuffer().setLength(0);
            err.getBuffer().setLength(0);
            status = run(
                    "--fault",
                    "loser-leak",
                    "-t",
                    "SharedTableInstallRace",
                    "--limit",
                    String.valueOf(seconds),
                    "--json",
                    json.toString(),
                    "--html",
                    html.toString());
        }

        assertThat(status).as("%s%n%s", out, err).isZero();
        assertThat(out.toString())
                .containsPattern("loser-leak +SharedTableInstallRace ")
                .endsWith("\nReport: " + html + "\n\n1 of 1 seeded bug caught.\n");
        assertThat(err.toString()).contains("loser-leak").contains("CAUGHT").contains("right");
        assertThat(html).content().contains("1 of 1 seeded bug was caught. The correct code survives.");
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).get("runs").get(0).get("invariant").asText()).isEqualTo("I11");
    }

    @Test
    void aSignalKeepsTheRowsThatAreCompleteAndSaysThatOthersAreMissing(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("matrix.json");
        Path html = folder.resolve("matrix.html");
        Path said = folder.resolve("out");
        Path told = folder.resolve("err");
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "faults",
                        "--fault",
                        "blind-install",
                        "-t",
                        "[.]SharedTableInstallRace",
                        "--limit",
                        "3600",
                        "--json",
                        json.toString(),
                        "--html",
                        html.toString())
                .redirectOutput(said.toFile())
                .redirectError(told.toFile())
                .start();
        for (int i = 0; i < 900 && !Files.readString(told).contains("CAUGHT") && process.isAlive(); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(told)).isEqualTo(130);
        assertThat(said)
                .content()
                .startsWith(MatrixTable.INCOMPLETE)
                .containsPattern("blind-install +SharedTableInstallRace ");
        assertThat(html).content().contains(MatrixTable.INCOMPLETE, "kill matrix, interrupted");
        JsonNode matrix = new ObjectMapper().readTree(json.toFile());
        assertThat(matrix.get("cutShort").asBoolean()).isTrue();
        assertThat(matrix.get("rows")).hasSize(1);
        assertThat(told).content().doesNotContain("DIED");
    }

    @Test
    void onATerminalProgressIsOneLineThatIsRewritten() throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (MatrixProgress progress =
                new MatrixProgress(new PrintWriter(err), text -> new StatusLine(terminal, true, text, () -> 40))) {
            progress.accept("one-fault      ARace     CAUGHT     0.01 s");
            progress.accept("other-fault    ALongerNameOfARace     SURVIVED     0.01 s");
            progress.begin();
            for (int i = 0; i < 200 && bytes.size() == 0; i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("\r2 done; last: other-fault ALongerNameOf\u001b[K")
                .doesNotContain("\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsSaidAfterTheMatrix() {
        int status = run(
                "--fault", "short-gather", "-t", "[.]SharedTableInstallRace", "--limit", "0.2", "--json", "/dev/full");
        assertThat(status).as("%s%n%s", out, err).isEqualTo(2);
        assertThat(out.toString()).contains("short-gather", "survives").endsWith("1 of 1 seeded bug caught.\n");
        assertThat(err.toString().lines()).last().asString().startsWith("/dev/full: cannot be written: ");
    }
}
