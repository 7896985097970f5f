package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is whole, in its place, and takes the place of nothing that was measured. */
class OutputFilesTest {
    @TempDir
    private Path temp;

    private Path copy() throws IOException {
        Path run = Files.createDirectory(temp.resolve("run"));
        try (Stream<Path> files = Files.list(Runs.fine17())) {
            for (Path each : files.toList()) {
                Files.copy(each, run.resolve(each.getFileName().toString()));
            }
        }
        return run;
    }

    private Captured run(String words) {
        return Captured.run(Stream.of(words.split(" ", -1))
                .map(word -> word.replace("TEMP", temp.toString()))
                .toArray(String[]::new));
    }

    private void assertRefused(String words, String message) {
        Captured captured = run(words);
        assertThat(captured.err()).contains(message).doesNotContain("\tat ");
        assertThat(captured.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.json", "forks.jsonl", "jcstress-results-2026-11-22-16-16-04.bin.gz"})
    void noReportTakesThePlaceOfWhatWasMeasured(String name) throws IOException {
        Path file = copy().resolve(name);
        byte[] before = Files.readAllBytes(file);
        String message = name + ": cannot be written: holds what was measured";
        assertRefused("html TEMP/run -o TEMP/run/" + name, message);
        assertRefused("export TEMP/run --format csv -o TEMP/run/" + name, message);
        assertRefused("figures TEMP/run -o TEMP/run/" + name, message);
        assertRefused("faults --fault loser-no-reload --html TEMP/run/" + name, message);
        assertRefused("faults --fault loser-no-reload --json TEMP/run/" + name, message);
        assertRefused("explore SharedTableInstallRace --json TEMP/run/" + name, message);
        assertRefused("explore SharedTableInstallRace --save TEMP/run/" + name, message);
        Files.createSymbolicLink(temp.resolve("link"), file);
        assertRefused("html TEMP/run -o TEMP/link", "link: cannot be written: holds what was measured");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void noReportTakesThePlaceOfWhatItIsMadeFrom() throws IOException {
        copy();
        Files.writeString(temp.resolve("found.json"), "[]");
        assertRefused(
                "html TEMP/run --explored TEMP/found.json -o TEMP/found.json",
                "found.json: cannot be written: the report is made from it");
        assertThat(temp.resolve("found.json")).hasContent("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TEMP/none/report | there is no such folder",
                "TEMP/run | is a folder; must be a file",
                "TEMP/nowhere | is a symbolic link that leads nowhere",
            })
    void aPlaceThatCannotBeWrittenIsRefusedBeforeTheWorkBegins(String place, String why) throws IOException {
        copy();
        Files.createSymbolicLink(temp.resolve("nowhere"), temp.resolve("none/at/all"));
        String message = place.replace("TEMP", temp.toString()) + ": cannot be written: " + why;
        assertRefused("html TEMP/run -o " + place, message);
        assertRefused("export TEMP/run --format json -o " + place, message);
        assertRefused("faults --fault loser-no-reload --json " + place, message);
        assertRefused("explore SharedTableInstallRace --json " + place, message);
    }

    @Test
    void aLinkIsFollowedAndAnOldReportReplacedAsAWhole() throws IOException {
        copy();
        Path report = Files.writeString(temp.resolve("report.csv"), "old");
        Path link = Files.createSymbolicLink(temp.resolve("link"), report);
        assertThat(run("export TEMP/run --format csv -o TEMP/link").status()).isZero();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.isRegularFile(report, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(report).content().startsWith("family,").doesNotContain("old");
        assertThat(Files.getPosixFilePermissions(report))
                .isEqualTo(Files.getPosixFilePermissions(Files.writeString(temp.resolve("other"), "")));
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".new"));
        }
    }

    @Test
    void aDeviceIsWrittenToAndOneThatIsFullIsNamed() throws IOException {
        copy();
        assertThat(run("html TEMP/run -o /dev/null").status()).isZero();
        assertRefused("html TEMP/run -o /dev/full", "/dev/full: cannot be written: No space left on device");
        assertRefused("export TEMP/run --format csv -o /dev/full", "/dev/full: cannot be written: No space left");
    }

    /** Its end is not the end of a report. */
    @ParameterizedTest
    @ValueSource(strings = {"show", "export --format csv", "list"})
    void aFullStandardOutputIsNoSuccess(String command) throws IOException, InterruptedException {
        String words = command.equals("list") ? command : command + " " + Runs.fine17();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec " + System.getProperty("java.home") + File.separator + "bin" + File.separator
                                + "java -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path")
                                + "' dev.racewalk.results.Main " + words + " > /dev/full")
                .redirectError(temp.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(temp.resolve("err")).content().contains("standard output: cannot be written");
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
