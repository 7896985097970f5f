package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.jcstress.Processors;
import dev.racewalk.stress.scenario.ScriptInUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a fork: the JVM that runs this one, its class path, and the flags that all forks get. */
final class Jvm {
    private static final int NATIVE_ACCESS_SINCE = 22;
    private static final String IGNORE = "-XX:+IgnoreUnrecognizedVMOptions";
    private static final int PROBE_MILLIS = 30_000;

    private final List<String> flags;
    private final List<String> sharing;

    private Jvm(List<String> flags, List<String> sharing) {
        this.flags = flags;
        this.sharing = sharing;
    }

    /**
     * Puts the flags together and tries whether a JVM starts with them.
     *
     * @param config that adds flags
     * @param folder for the log of a crash
     * @param log takes what the JVM says if it does not
     * @throws IOException if none starts
     */
    static Jvm look(RunConfig config, Path folder, StringBuilder log) throws IOException {
        List<String> flags = flags(config, folder);
        if (starts(flags, log)) {
            return new Jvm(flags, List.of());
        }
        log.append("Without the flags that this JVM does not know:\n");
        List<String> lenient = new ArrayList<>(flags);
        lenient.add(0, IGNORE);
        if (starts(lenient, log)) {
            return new Jvm(lenient, List.of());
        }
        throw new IOException("no fork starts with " + flags + "; the JVM says:\n" + log);
    }

    private static List<String> flags(RunConfig config, Path folder) {
        JcstressOptions options = config.options();
        List<String> flags = new ArrayList<>();
        flags.add("-XX:+UnlockDiagnosticVMOptions");
        flags.add("-XX:-UsePerfData");
        flags.add("-XX:-RestrictContended"); // the results of jcstress are padded
        flags.add("-Xms" + options.heapMb() + "M");
        flags.add("-Xmx" + options.heapMb() + "M");
        if (isWithoutCollector(options.jvmArgs()) && isWithoutCollector(options.jvmArgsPrepend())) {
            flags.add("-XX:+UseParallelGC"); // the machines of a pool live long, and are small
        }
        flags.add("-XX:+UseCondCardMark"); // threads store references side by side
        flags.add("-XX:ParallelGCThreads=2");
        flags.add("-XX:CICompilerCount=2");
        if (options.pretouch()) {
            flags.add("-XX:+AlwaysPreTouch");
        }
        flags.add("-XX:ErrorFile=" + folder.resolve("hs_err_%p.log").toAbsolutePath());
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            flags.add("--enable-native-access=ALL-UNNAMED"); // jcstress binds threads through JNA
        }
        String scenario = System.getProperty(ScriptInUse.PROPERTY);
        if (scenario != null) {
            flags.add("-D" + ScriptInUse.PROPERTY + "=" + scenario);
        }
        flags.addAll(config.properties());
        return List.copyOf(flags);
    }

    private static boolean isWithoutCollector(List<String> args) {
        return args.stream().noneMatch(arg -> arg.matches("-XX:\\+Use\\w+GC"));
    }

    private static boolean starts(List<String> flags, StringBuilder log) throws IOException {
        List<String> command = command(flags);
        command.add("-version");
        return succeeds(command, log);
    }

    private static boolean succeeds(List<String> command, StringBuilder log) throws IOException {
        ChildJvm child = ChildJvm.start(command);
        try {
            boolean ended = child.await(PROBE_MILLIS);
            child.kill();
            boolean good = ended && child.await() == 0;
            log.append(good ? "[OK] " : "[N/A] ")
                    .append(String.join(" ", command))
                    .append('\n');
            if (!good) {
                child.output().forEach(line -> log.append("    ").append(line).append('\n'));
                child.errors().forEach(line -> log.append("    ").append(line).append('\n'));
            }
            return good;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Tells whether it starts with the flags of a mode as well. */
    boolean takes(List<String> modeFlags, StringBuilder log) throws IOException {
        if (modeFlags.isEmpty()) {
            return true;
        }
        List<String> command = command();
        command.addAll(modeFlags);
        command.add("-version");
        return succeeds(command, log);
    }

    /** Whether the JVM reads directives for its compilers from a file. */
    boolean takesDirectives(Path folder, StringBuilder log) throws IOException {
        Path file = Files.createTempFile(folder, "directives", ".json");
        try {
            Files.writeString(file, "[ { match: \"*::*\", PrintInlining: false } ]");
            return takes(List.of("-XX:CompilerDirectivesFile=" + file), log);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The same, and at its end it writes the classes that it loaded to an archive. */
    Jvm writing(Path archive) {
        return new Jvm(flags, sharing("ArchiveClassesAtExit", archive));
    }

    /** The same, starting from an archive: in half the time. */
    Jvm reading(Path archive) {
        return new Jvm(flags, sharing("SharedArchiveFile", archive));
    }

    private static List<String> sharing(String option, Path archive) {
        return List.of("-XX:" + option + "=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    List<String> flags() {
        return flags;
    }

    /** The command line up to here. */
    List<String> command() {
        List<String> command = command(flags);
        command.addAll(sharing);
        return command;
    }

    private static List<String> command(List<String> flags) {
        List<String> command = ChildJvm.launcher();
        command.addAll(Processors.javaArguments());
        command.addAll(flags);
        return command;
    }
}
