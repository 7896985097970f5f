package dev.racewalk.results.cli;

import dev.racewalk.results.report.Quoted;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code init}: a project of the user's own to begin with. */
@Command(
        name = "init",
        sortOptions = false,
        description = "Writes a project of your own: race, steps, page table, scenario, workload.",
        footerHeading = "%n",
        footer = {
            "The project is built by Maven and needs nothing but this program, which its pom names by its path.",
            "",
            "Exit status: 0 written; 2 bad usage, or it cannot be written."
        })
final class InitCommand extends ProjectCommand {
    private static final String RESOURCES = "yours/";
    private static final String POM = "pom.xml";
    private static final String JAR = "@racewalk.jar@";
    private static final String WORKLOAD = "workload.ftrace";

    /** What is written, each a resource of this package. */
    static final List<String> FILES = List.of(
            POM,
            "src/main/java/com/example/MapThenLookUpRace.java",
            "src/main/java/com/example/NoLockTable.java",
            "src/main/java/com/example/OneLockTable.java",
            "src/main/java/com/example/TestThenStore.java",
            "src/main/resources/two-installs.scenario",
            WORKLOAD);

    @Parameters(index = "0", paramLabel = "FOLDER", description = "where to; must be absent or empty")
    private Path folder = Path.of("");

    /** Makes the command. */
    InitCommand() {}

    @Override
    public Integer call() throws IOException {
        requireFree();
        List<Path> written = new ArrayList<>();
        try {
            for (String each : FILES) {
                Path file = folder.resolve(each);
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.writeString(file, each.equals(POM) ? pom() : resource(each));
                written.add(file);
            }
        } catch (IOException e) {
            for (Path each : written) {
                Files.deleteIfExists(each);
            }
            throw usage(folder + ": cannot be written: " + Failure.inWords(e), e);
        }
        PrintWriter out = input().out();
        written.forEach(file -> out.println("Written: " + file));
        printCommands(out);
        out.flush();
        return 0;
    }

    private void printCommands(PrintWriter out) {
        String classes = Quoted.word(folder.resolve("target/classes").toString());
        String explore = Program.name() + " explore --classpath " + classes;
        String replay = Program.name() + " replay --ftrace "
                + Quoted.word(folder.resolve(WORKLOAD).toString());
        print(
                out,
                "Build it, and explore its race:",
                "mvn -q -f " + Quoted.word(folder.toString()) + " compile",
                explore + " com.example");
        print(
                out,
                "See its steps caught, on real threads; and explore its scenario:",
                Program.name() + " run quick --classpath " + classes
                        + " -t com.example --steps com.example.TestThenStore --expect wrong",
                explore + " --scenario two-installs.scenario");
        print(
                out,
                "Explore its race against its page table, and against one that forgets the lock:",
                explore + " com.example --table com.example.OneLockTable",
                explore + " com.example --table com.example.NoLockTable --expect wrong");
        print(
                out,
                "Replay its workload, and race it, a thread for each processor of the log:",
                replay,
                replay + " --threads");
    }

    private static void print(PrintWriter out, String title, String... commands) {
        out.println();
        out.println(title);
        for (String command : commands) {
            out.println("    " + command);
        }
    }

    private void requireFree() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw usage(folder + ": is a file; a project needs a folder", null);
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw usage(folder + ": is not empty; init overwrites nothing", null);
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = InitCommand.class.getResourceAsStream(RESOURCES + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String pom() throws IOException {
        String text = program().toString().replace("&", "&amp;").replace("<", "&lt;");
        return resource(POM).replace(JAR, text);
    }

    /** The jar of this program; if it does not run from one, a jar in the project that leads to its class path. */
    private Path program() throws IOException {
        List<Path> entries = Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .toList();
        if (entries.size() == 1 && Files.isRegularFile(entries.get(0))) {
            return entries.get(0);
        }
        Path jar = folder.resolve("racewalk.jar").toAbsolutePath().normalize();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        String.join(
                                " ",
                                entries.stream()
                                        .map(entry -> entry.toUri().toString())
                                        .toList()));
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).finish();
        }
        return jar;
    }
}
