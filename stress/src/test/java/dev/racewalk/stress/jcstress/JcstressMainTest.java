package dev.racewalk.stress.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from outside: what it prints, and the status that it ends with. */
class JcstressMainTest {
    @TempDir
    private Path temp;

    private record Ended(int status, String out, String err) {}

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--enable-native-access=ALL-UNNAMED", // in the jar, the manifest says so
                "-cp",
                System.getProperty("java.class.path"),
                JcstressMain.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile());
        return builder.start();
    }

    private Ended ended(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ended(
                process.waitFor(), Files.readString(temp.resolve("out")), Files.readString(temp.resolve("err")));
    }

    private Ended run(String... args) throws IOException, InterruptedException {
        return ended(start(args));
    }

    @Test
    void anOptionFirstIsJcstressItself() throws IOException, InterruptedException {
        Ended help = run("-h");
        assertThat(help.status()).isEqualTo(1);
        assertThat(help.out()).startsWith("Java Concurrency Stress Tests").contains("strideSize");
    }

    @Test
    void newerJvmsAreToldThatNativeAccessIsMeant() {
        String flag = "--enable-native-access=ALL-UNNAMED";
        assertThat(JcstressMain.forJcstress(new String[] {"-t", "X"}, 17)).containsExactly("-t", "X");
        assertThat(JcstressMain.forJcstress(new String[] {"-t", "X"}, 25))
                .containsExactly("-jvmArgsPrepend=" + flag, "-t", "X");
        assertThat(JcstressMain.forJcstress(new String[] {"-jvmArgsPrepend", "-Da=b -Dc=d"}, 25))
                .containsExactly("-jvmArgsPrepend", flag + " -Da=b -Dc=d");
        assertThat(JcstressMain.forJcstress(new String[] {"--jvmArgsPrepend=-Da=b"}, 25))
                .containsExactly("--jvmArgsPrepend=" + flag + " -Da=b");
    }
}
