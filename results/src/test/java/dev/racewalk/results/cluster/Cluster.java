package dev.racewalk.results.cluster;

import dev.racewalk.results.Main;
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

/** What the tests of the files for clusters have in common. */
final class Cluster {
    /** Where the files are. */
    static final Path FILES =
            Path.of("..", "stress", "src", "cluster").toAbsolutePath().normalize();

    /** The java that runs this. */
    static final String JAVA = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";

    private Cluster() {}

    /** How a script ended, and what it printed. */
    record Ended(int status, String said) {}

    /** Makes a jar that is called as the program is, with the races of the tests. */
    static Path jar(Path file) throws IOException {
        List<String> urls = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(each).toUri().toString());
        }
        Attributes attributes = new Attributes();
        Manifest manifest = new Manifest();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", urls));
        manifest.getMainAttributes().putAll(attributes);
        try (OutputStream out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
        return file;
    }

    /** Runs a command in a folder; this java comes first on the path. */
    static Ended run(Path folder, Map<String, String> environment, int seconds, String... command)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLURM_") || name.startsWith("SBATCH_"));
        String path = Path.of(JAVA).getParent() + File.pathSeparator + System.getenv("PATH") + ":/usr/sbin";
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Ended ended = new Ended(process.waitFor(), Files.readString(said));
        Files.delete(said);
        return ended;
    }
}
