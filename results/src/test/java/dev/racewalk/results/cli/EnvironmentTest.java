package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Main;
import dev.racewalk.results.Runs;
import dev.racewalk.stress.record.RunFolder;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments in which things go wrong: each is told in one line, and nothing is lost. */
class EnvironmentTest {
    private static final String RUN = "run -t testrace.FineRace -o r -- -time 50 -iters 1";

    @TempDir
    private Path temp;

    private record Ended(int status, String out, List<String> err) {}

    private static String java(String options) {
        return java(options, System.getProperty("java.class.path"));
    }

    private static String java(String options, String classPath) {
        return String.join(
                " ",
                "exec",
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                options,
                "--enable-native-access=ALL-UNNAMED", // as the manifest of the jar says
                "-cp",
                "'" + classPath + "'",
                Main.class.getName());
    }

    /** Runs a shell, since only that can set limits, and names a folder by bytes whatever our own locale is. */
    private Ended shell(String script, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .directory(temp.toFile())
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("SLURM_ARRAY")
                        || name.startsWith("JAVA_")
                        || name.startsWith("JDK_")
                        || name.startsWith("_JAVA")
                        || name.startsWith("LC_")
                        || "JOB_COMPLETION_INDEX".equals(name));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        List<String> err = Files.readString(temp.resolve("err"))
                .lines()
                .filter(line -> !line.startsWith("Picked up ") && !line.startsWith("NOTE: Picked up "))
                .toList();
        return new Ended(process.waitFor(), Files.readString(temp.resolve("out")), err);
    }

    /** A jar that refers to all others. */
    private String shortClassPath() throws IOException {
        List<String> urls = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(each).toUri().toString());
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", urls));
        Path jar = temp.resolve("all.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar.toString();
    }

    private void assertRefused(Ended ended, String... words) throws IOException {
        assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(3);
        assertThat(ended.err()).singleElement().asString().contains(words).doesNotContain("-o r", "\tat ");
    }

    @Test
    void optionsWithWhichNoForkStartsAreNamed() throws IOException, InterruptedException {
        assertRefused(
                shell(java("") + " " + RUN, Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC")),
                "no fork starts while the environment says JAVA_TOOL_OPTIONS=-XX:+UseG1GC, and one does without",
                "Multiple garbage collectors selected",
                "probe.log");
    }

    @Test
    void optionsThatOverrideTheFlagsOfAForkAreNamed() throws IOException, InterruptedException {
        assertRefused(
                shell(java("") + " " + RUN, Map.of("_JAVA_OPTIONS", "-Xmx300m")),
                "the environment says _JAVA_OPTIONS=-Xmx300m: -Xmx300m overrides -Xmx512M; unset it");
    }

    @Test
    void flagsWithWhichNoForkStartsAreNamed() throws IOException, InterruptedException {
        assertRefused(
                shell(java("") + " run -t testrace.FineRace -o r -- -jvmArgs -XX:NoSuchFlag=1", Map.of()),
                "-XX:NoSuchFlag=1");
    }

    @Test
    void optionsThatDoNoHarmAreRecordedShownAndCompared() throws IOException, InterruptedException {
        Ended fine = shell(java("") + " " + RUN, Map.of("JDK_JAVA_OPTIONS", "-Drace=walk"));
        assertThat(fine.status()).as("%s", fine.err()).isZero();
        assertThat(RunFolder.readRun(temp.resolve("r")).machine().environment())
                .containsExactly("JDK_JAVA_OPTIONS=-Drace=walk");
        String said = "JDK_JAVA_OPTIONS=-Drace=walk";
        assertThat(fine.out()).contains("The environment adds to each JVM: " + said);
        assertThat(temp.resolve("r/report.html")).content().contains("Environment adds", said);
        String run = temp.resolve("r").toString();
        assertThat(Captured.run("diff", Runs.fine17().toString(), run).out())
                .contains("The options that the environment adds differ")
                .contains("none before")
                .contains(said + " now");
        assertThat(Captured.run("diff", run, run).out()).doesNotContain("The options that");
    }

    @Test
    void aJvmWithoutItsManagementModuleRaces() throws IOException, InterruptedException {
        String modules = "java.base,java.management,java.xml,java.logging,java.naming,java.desktop,jdk.unsupported";
        Ended fine = shell(java("--limit-modules " + modules) + " " + RUN, Map.of());
        assertThat(fine.status()).as("%s", fine.err()).isZero();
        assertThat(RunFolder.readRun(temp.resolve("r")).machine().memoryMb()).isZero();
    }

    @Test
    void aFolderThatTheLocaleCannotNameIsSaid() throws IOException, InterruptedException {
        String there = "mkdir \"$(printf 'm\\303\\244rz')\" && cd \"$(printf 'm\\303\\244rz')\" && ";
        Ended ended = shell(there + java("") + " list -t testrace.FineRace", Map.of("LC_ALL", "C"));
        if (ended.status() == 0) {
            assertThat(Runtime.version().feature()).isGreaterThan(17); // newer ones can
        } else {
            assertRefused(
                    ended,
                    "The name of this folder has letters that the locale (LC_ALL=C) does not have; set LC_ALL=C.UTF-8");
        }
        Ended fine = shell(
                there.replace("mkdir", "mkdir -p") + java("") + " explore '[.]BoundRace' --json e.json",
                Map.of("LC_ALL", "C.UTF-8"));
        assertThat(fine.status()).as("%s", fine.err()).isZero();
    }

    @Test
    void theVerdictComesBeforeAReportForWhichThereIsNoRoom() throws IOException, InterruptedException {
        // of 512 bytes: room for all but the report, if the class path in probe.log is short
        Ended full = shell("ulimit -f 40; " + java("-XX:-UsePerfData", shortClassPath()) + " " + RUN, Map.of());
        assertThat(full.out()).startsWith("No forbidden outcome in ").contains("Results: r (forks.jsonl, ");
        assertThat(full.err())
                .singleElement()
                .asString()
                .startsWith("The reports cannot be written: ")
                .endsWith("; html and export write them where there is room.");
        assertThat(full.status()).isEqualTo(2);
        assertThat(RunFolder.readForks(temp.resolve("r"))).isNotEmpty();
        try (var files = Files.list(temp.resolve("r"))) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".new"));
        }
    }

    @Test
    void withoutATemporaryFolderFaultsAndRunsAreRacedAllTheSame() throws IOException, InterruptedException {
        Map<String, String> without = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/none/such");
        Ended matrix = shell(
                java("") + " faults --fault short-gather -t '[.]SharedTableInstallRace' --limit 0.5 --json /dev/full",
                without);
        assertThat(matrix.out()).contains("short-gather", "survives 1 race");
        assertThat(matrix.err()).last().asString().startsWith("/dev/full: cannot be written: No space left on device");
        assertThat(matrix.status()).isEqualTo(2);
        Ended run = shell(java("") + " " + RUN, without);
        assertThat(run.status()).as("%s", run.err()).isZero();
        try (var files = Files.list(temp.resolve("r"))) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".directives"));
        }
    }
}
