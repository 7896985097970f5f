package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.Strides;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.Verbosity;

/** Options of jcstress that override what a preset says. */
public final class JcstressOptions {
    /** None given. */
    public static final JcstressOptions NONE = new JcstressOptions(List.of(), null);

    private static final List<String> KNOWN = List.of(
            "r",
            "p",
            "l",
            "t",
            "strideSize",
            "strideCount",
            "time",
            "iters",
            "c",
            "hs",
            "spinStyle",
            "f",
            "fsm",
            "m",
            "jvmArgs",
            "jvmArgsPrepend",
            "sc",
            "af",
            "pth",
            "v",
            "vv",
            "vvv",
            "h");

    private static final Map<String, String> INSTEAD = Map.of(
            "r", "the folder of the run is chosen with -o",
            "p", "reading results is jcstress's own command: java -jar jcstress.jar -p FILE",
            "l", "races are listed with --list",
            "fsm", "modes of the JVM take turns, round by round; -f multiplies the forks of each round",
            "m", "a preset is chosen by its name: quick, standard or deep",
            "h", "see run --help, or java -jar jcstress.jar -h");

    private static final int DEFAULT_HEAP_MB = 512;

    private final List<String> args;
    private final @Nullable Options options;

    private JcstressOptions(List<String> args, @Nullable Options options) {
        this.args = args;
        this.options = options;
    }

    /**
     * Parses options with jcstress's own parser.
     *
     * @param args as jcstress takes them
     * @return the options
     * @throws IllegalArgumentException if jcstress does not take them, or the runner has an option of its own for them
     */
    public static JcstressOptions parse(List<String> args) {
        if (args.isEmpty()) {
            return NONE;
        }
        Options options = new Options(args.toArray(String[]::new));
        JcstressOptions parsed = new JcstressOptions(List.copyOf(args), options);
        INSTEAD.forEach((name, instead) -> {
            if (parsed.has(name)) {
                throw new IllegalArgumentException("-" + name + ": " + instead);
            }
        });
        try (Diverted output = Diverted.begin()) {
            if (!options.parse()) {
                throw new IllegalArgumentException(parsed + output.firstLine().replaceFirst("^ERROR: ", ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) { // of the parser's library, which jcstress lets through
            throw new IllegalArgumentException(parsed + String.valueOf(e.getMessage()), e);
        }
        parsed.check();
        return parsed;
    }

    private void check() {
        Options given = given();
        positive("strideSize", given.getStrideSize());
        positive("strideCount", given.getStrideCount());
        positive("time", given.getTime());
        positive("iters", given.getIterations());
        positive("c", given.getCPUCount());
        positive("hs", given.getHeapPerForkMb());
        positive("f", given.getForks());
        try {
            filter();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("-t " + e.getPattern() + ": " + e.getDescription(), e);
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("-" + name + " " + value + ": must be 1 at least");
        }
    }

    private Options given() {
        if (options == null) {
            throw new IllegalStateException("no options");
        }
        return options;
    }

    /** Whether an option was given; the parser takes a long one with any number of hyphens, cut short, and with '='. */
    private boolean has(String name) {
        return args.stream().anyMatch(arg -> {
            String word = arg.replaceFirst("^--?", "");
            int end = word.indexOf('=');
            String key = end < 0 ? word : word.substring(0, end);
            boolean isOption = arg.startsWith("-") && !key.isEmpty();
            return isOption && (key.equals(name) || (!KNOWN.contains(key) && name.startsWith(key)));
        });
    }

    /**
     * Returns what {@code -t} selects.
     *
     * @return what a part of a race's name must match, null if all will do
     */
    public @Nullable Pattern filter() {
        return has("t") ? Pattern.compile(given().getTestFilter()) : null;
    }

    /** Whether nothing is asked for but, perhaps, a selection of races. */
    public boolean isSilent() {
        return KNOWN.stream().noneMatch(name -> !name.equals("t") && has(name));
    }

    /** The strides, or null if none were given. */
    public @Nullable Strides strides() {
        return has("strideSize") || has("strideCount")
                ? new Strides(given().getStrideSize(), given().getStrideCount())
                : null;
    }

    /** Milliseconds of an iteration, or 0 if not given. */
    public int time() {
        return has("time") ? given().getTime() : 0;
    }

    /** Iterations, or 0 if not given. */
    public int iterations() {
        return has("iters") ? given().getIterations() : 0;
    }

    /** Forks of each race in a round; 1 if not given. */
    public int forks() {
        return options == null ? 1 : options.getForks();
    }

    /** How many processors to use at most. */
    public int processors(int available) {
        return options == null ? available : Math.min(options.getCPUCount(), available);
    }

    /** Megabytes of the heap of a fork. */
    public int heapMb() {
        return has("hs") ? given().getHeapPerForkMb() : DEFAULT_HEAP_MB;
    }

    /** Whether forks touch their heap at their start. */
    public boolean pretouch() {
        return has("pth") && given().isPretouchHeap();
    }

    /** How actors wait for each other, or null if not given. */
    public @Nullable Spin spin() {
        return has("spinStyle") ? Spin.valueOf(given().getSpinStyle().name()) : null;
    }

    /** How threads are bound, or null if not given. */
    public @Nullable Affinity affinity() {
        return has("af") ? Affinity.of(given().affinityMode()) : null;
    }

    /** Whether actors may be compiled in several ways. */
    public boolean split() {
        return options == null || options.isSplitCompilation();
    }

    /** Flags of the only JVM mode; none if not given. */
    public List<String> jvmArgs() {
        return options == null ? List.of() : options.getJvmArgs();
    }

    /** Flags before those of each mode. */
    public List<String> jvmArgsPrepend() {
        return options == null ? List.of() : options.getJvmArgsPrepend();
    }

    /** The options as given, to begin a message with. */
    @Override
    public String toString() {
        return "-- " + String.join(" ", args) + ": ";
    }

    Verbosity verbosity() {
        return options == null ? new Verbosity(0) : options.verbosity();
    }
}
