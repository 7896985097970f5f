package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line of the report for browsers. */
class HtmlCommandTest {
    @TempDir
    private Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... words) {
        String[] arguments = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            arguments[i] = words[i].toString();
        }
        return new CommandLine(new HtmlCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void theReportOfAFolderLiesInItUnlessOneSaysWhere() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("run"));
        for (String file : new String[] {"run.json", "forks.jsonl"}) {
            Files.copy(Runs.fine17().resolve(file), folder.resolve(file));
        }
        assertThat(run(folder)).as(err::toString).isZero();
        assertThat(out.toString()).isEqualTo("Report: " + folder.resolve("report.html") + System.lineSeparator());
        assertThat(run(folder, "-o", temp.resolve("x.html"))).isZero();
        assertThat(temp.resolve("x.html")).hasSameTextualContentAs(folder.resolve("report.html"));
    }

    @Test
    void theReportOfABareFileLiesBesideIt() throws IOException {
        Path file = Files.copy(Runs.plainJcstress(), temp.resolve("jcstress-results-x.bin.gz"));
        assertThat(run(file)).as(err::toString).isZero();
        assertThat(temp.resolve("jcstress-results-x.bin.gz.html")).content().contains("<h1");
    }

    @Test
    void findingsFromElsewhereAreShown() throws IOException {
        Path explored = Files.writeString(
                temp.resolve("e.json"),
                "[{\"race\":\"dev.racewalk.stress.install.SharedTableInstallRace\",\"model\":\"SC\",\"complete\":true,"
                        + "\"executions\":1284,\"redundant\":0,\"sampled\":0,\"outcomes\":[],\"dataRaces\":[],\"seconds\":1.0}]");
        Path faults = Files.writeString(
                temp.resolve("f.json"),
                "{\"java\":\"a JVM\",\"processors\":2,\"limitSeconds\":5.0,\"rows\":[{\"id\":\"blind-install\",\"what\":\"w\","
                        + "\"from\":\"f\",\"kind\":\"RACE\",\"invariant\":\"I12\",\"catcher\":\"c\",\"reason\":\"\",\"runs\":[]}]}");
        assertThat(run(Runs.forbidden(), "-o", temp.resolve("x.html"), "--explored", explored, "--faults", faults))
                .as(err::toString)
                .isZero();
        assertThat(temp.resolve("x.html"))
                .content()
                .contains("sc: complete, 1,284 executions, in 1.00 s", "<code>blind-install</code>", "not run");
    }

    @Test
    void badFilesEndWithTwoAndOneLineThatNamesThem() throws IOException {
        Path nothing = temp.resolve("nothing");
        assertThat(run(nothing)).isEqualTo(2);
        assertThat(err.toString()).contains(nothing.toString()).doesNotContain("\tat ");
        Path text = Files.writeString(temp.resolve("text.json"), "hello");
        for (String option : new String[] {"--faults", "--explored"}) {
            assertThat(run(Runs.fine17(), "-o", temp.resolve("x.html"), option, text))
                    .isEqualTo(2);
            assertThat(run(Runs.fine17(), "-o", temp.resolve("x.html"), option, nothing))
                    .isEqualTo(2);
        }
        assertThat(run(Runs.fine17(), "-o", temp.resolve("no/where.html"))).isEqualTo(2);
        assertThat(err.toString()).contains("where.html: cannot be written").doesNotContain("\tat ");
        assertThat(temp.resolve("x.html")).doesNotExist();
    }
}
