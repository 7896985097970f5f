package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.jcstress.Processors;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.scenario.ScriptInUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
     * @throws NoForkException if none starts, or the environment overrides the flags
     * @throws IOException if the system refuses to start a process at all
     */
    static Jvm look(RunConfig config, Path folder, StringBuilder log) throws IOException {
        List<String> flags = flags(config, folder);
        requireFree(flags);
        if (starts(flags, log)) {
            return new Jvm(flags, List.of());
        }
        log.append("Without the flags that this JVM does not know:\n");
        List<String> lenient = new ArrayList<>(flags);
        lenient.add(0, IGNORE);
        if (starts(lenient, log)) {
            return new Jvm(lenient, List.of());
        }
        throw refused(flags, lenient, folder, log);
    }

    /** Says why no JVM starts: because of the environment, if one does without it. */
    private static NoForkException refused(List<String> flags, List<String> command, Path folder, StringBuilder log)
            throws IOException {
        List<String> environment = JavaOptions.of(System.getenv());
        StringBuilder without = new StringBuilder();
        boolean isToBlame = !environment.isEmpty() && succeeds(whole(command), Set.copyOf(JavaOptions.NAMES), without);
        String said = said(log);
        log.append("Without the environment:\n").append(without);
        return new NoForkException((isToBlame
                        ? "no fork starts while the environment says " + String.join(", ", environment)
                                + ", and one does without; unset it"
                        : "no fork starts with " + String.join(" ", flags))
                + ". The JVM says: " + said + " (see " + folder.resolve("probe.log") + ")");
    }

    /** What the JVM said last, in one line. */
    private static String said(StringBuilder log) {
        List<String> lines = log.toString()
                .lines()
                .filter(line -> !line.contains("Picked up ") && !line.contains("could not be read to its end"))
                .toList();
        int last = lines.size();
        while (last > 0 && lines.get(last - 1).startsWith("    ")) {
            last--;
        }
        return lines.subList(last, lines.size()).stream().map(String::strip).collect(Collectors.joining("; "));
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
        if (config.scenario() != null) {
            flags.addAll(ScriptInUse.flags(RunFolder.scenario(folder)));
        }
        flags.addAll(config.properties());
        return List.copyOf(flags);
    }

    private static boolean isWithoutCollector(List<String> args) {
        return args.stream().noneMatch(arg -> arg.matches("-XX:\\+Use\\w+GC"));
    }

    private static boolean starts(List<String> flags, StringBuilder log) throws IOException {
        return succeeds(whole(flags), Set.of(), log);
    }

    private static List<String> whole(List<String> flags) {
        List<String> command = command(flags);
        command.add("-version");
        return command;
    }

    /** Flags that the environment overrides would be recorded, and not be in force. */
    private static void requireFree(List<String> flags) throws NoForkException {
        String overriding = JavaOptions.overriding(System.getenv(), flags);
        if (overriding != null) {
            throw new NoForkException("the environment says " + overriding);
        }
    }

    private static boolean succeeds(List<String> command, Set<String> without, StringBuilder log) throws IOException {
        ChildJvm child = ChildJvm.start(command, without);
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

    /**
     * Tells whether it starts with the flags of a mode as well.
     *
     * @throws NoForkException if it would, but for the environment; what that adds must not decide which modes are raced
     */
    boolean takes(List<String> modeFlags, StringBuilder log) throws IOException {
        if (modeFlags.isEmpty()) {
            return true;
        }
        requireFree(modeFlags);
        List<String> command = command();
        command.addAll(modeFlags);
        command.add("-version");
        if (succeeds(command, Set.of(), log)) {
            return true;
        }
        List<String> environment = JavaOptions.of(System.getenv());
        if (!environment.isEmpty() && succeeds(command, Set.copyOf(JavaOptions.NAMES), new StringBuilder())) {
            throw new NoForkException(
                    "the environment says " + String.join(", ", environment) + ", and so no fork starts with "
                            + String.join(" ", modeFlags) + "; unset it. The JVM says: " + said(log));
        }
        return false;
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
