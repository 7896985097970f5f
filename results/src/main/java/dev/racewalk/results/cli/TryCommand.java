package dev.racewalk.results.cli;

import dev.racewalk.results.report.Numbers;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.fault.ProtocolInUse;
import dev.racewalk.stress.matrix.Trial;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.own.SourceCompiler;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import dev.racewalk.stress.sweep.TableFit;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code try}: from an edited source to a verdict, in seconds. */
@Command(
        name = "try",
        sortOptions = false,
        description = "Compiles a race or steps of your own, explores one race, and races it for two seconds.",
        footerHeading = "%n",
        footer = {
            "Nothing is left behind: classes go to a temporary folder. The exploration ends after three seconds",
            "at most, and says so if it is not complete. A race that uses no machine and no arena is only raced.",
            "",
            "Exit status: 0 nothing wrong; 1 something wrong (with --expect wrong the other way round); 2 bad",
            "usage, or the sources cannot be compiled; 3 nothing can be said, or this Java has no compiler."
        })
final class TryCommand extends ProjectCommand {
    private static final int BAD_INPUT = 2;
    private static final int NOTHING = 3;
    private static final Duration EXPLORING = Duration.ofSeconds(3);
    private static final Duration RACING = Duration.ofSeconds(2);
    private static final Bounds BOUNDS = new Bounds(5_000, 2_000_000, EXPLORING, Integer.MAX_VALUE, 20_000, 1, true);

    @Parameters(index = "0", paramLabel = "RACE", description = "regular expression for the name of one race")
    private String selection = "";

    @Option(
            names = "--source",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Java sources of the race, of steps, or of what they use")
    private List<Path> sources = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "sc",
            description = "to explore: sc, tso or weak (default: ${DEFAULT-VALUE})")
    private String model = "sc";

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "folders and jars with classes that are compiled already, beside the sources")
    private @Nullable String path;

    @Mixin
    private final ProtocolOption protocol = new ProtocolOption();

    /** Makes the command. */
    TryCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path classes = Files.createTempDirectory("racewalk-try");
        try {
            return call(classes, start);
        } catch (SourceCompiler.NoCompilerException e) {
            input().err().println(e.getMessage());
            return NOTHING;
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), e);
        } finally {
            ClassPath.use(ClassPath.NONE);
            delete(classes);
        }
    }

    private int call(Path classes, long start)
            throws IOException, InterruptedException, SourceCompiler.NoCompilerException {
        Expectation expected = protocol.expectation();
        Model under = Model.of(model);
        requireSources();
        SourceCompiler compiler = SourceCompiler.ofThisJvm();
        if (path != null) {
            ClassPath.use(ClassPath.of(path));
        }
        List<String> wrong = compiler.compile(sources, classes);
        if (!wrong.isEmpty()) {
            wrong.forEach(input().err()::println);
            input().err().flush();
            return BAD_INPUT;
        }
        ClassPath.use(ClassPath.of(classes + (path == null ? "" : File.pathSeparator + path)));
        Race race = race();
        Protocol tried = protocol.protocol();
        ProtocolInUse.set(tried);
        PrintStream out = System.out;
        if (!tried.isAsItShouldBe()) {
            out.println(tried.banner());
        }
        out.println("compiled in " + seconds(start) + " s");
        Exploration explored = explore(race, under, tried);
        String unfit = tried.table() == null
                ? null
                : TableFit.unfit(List.of(race), tried).get(race.name());
        if (unfit != null) {
            out.println(race.simpleName() + " is not raced: " + unfit);
            return expected.status(explored != null && !explored.isClean(), NOTHING);
        }
        MatrixRun raced = Trial.race(race.name(), tried, RACING);
        out.println(inWords(race, raced));
        boolean isWrongSeen = (explored != null && !explored.isClean()) || MatrixRow.isCatch(raced.verdict());
        out.println((isWrongSeen ? "Wrong" : "Nothing wrong was seen") + ", in " + seconds(start) + " s.");
        if (expected == Expectation.WRONG) {
            out.println(expected.inWords(isWrongSeen));
        }
        boolean isUnsaid = raced.verdict() == MatrixVerdict.DIED || raced.samples() == 0;
        return expected.status(isWrongSeen, isUnsaid ? NOTHING : 0);
    }

    private void requireSources() {
        for (Path each : sources) {
            if (!Files.isRegularFile(each)) {
                throw new IllegalArgumentException("--source " + each + ": there is no such file");
            }
            if (!each.toString().endsWith(".java")) {
                throw new IllegalArgumentException("--source " + each + ": must be a Java source, NAME.java");
            }
        }
    }

    private Race race() {
        Pattern pattern;
        try {
            pattern = Pattern.compile(selection);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(selection + ": " + e.getDescription(), e);
        }
        List<Race> races = Races.matching(Races.all(), pattern);
        if (races.size() != 1) {
            throw new IllegalArgumentException(selection + ": must select one race, and selects "
                    + (races.isEmpty()
                            ? "none"
                            : races.size() + ", "
                                    + races.stream().limit(3).map(Race::name).collect(Collectors.joining(", "))
                                    + (races.size() > 3 ? ", ..." : "")));
        }
        return races.get(0);
    }

    /** Explores it, and prints what was found; null if it cannot be explored, which is said. */
    private static @Nullable Exploration explore(Race race, Model model, Protocol tried) {
        try (Explorer explorer = new Explorer(race, model, BOUNDS, tried)) {
            Exploration found = explorer.explore();
            ExplorePrint.show(race, found);
            return found;
        } catch (IllegalStateException | IllegalArgumentException e) {
            System.out.println(race.simpleName() + " cannot be explored: " + e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause()));
            return null;
        }
    }

    private static String inWords(Race race, MatrixRun raced) {
        String how = race.simpleName() + " raced: " + Numbers.scaled((double) raced.samples()) + " samples in "
                + String.format(Locale.ROOT, "%.1f s", raced.seconds());
        return switch (raced.verdict()) {
            case CAUGHT -> how + ", FORBIDDEN " + raced.outcome();
            case SURVIVED, INCONCLUSIVE -> how + ", none forbidden";
            case HUNG -> race.simpleName() + " raced: it hung";
            case DIED -> race.simpleName() + " raced: its JVM died: " + raced.detail();
        };
    }

    private static String seconds(long start) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
