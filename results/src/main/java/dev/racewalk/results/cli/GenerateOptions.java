package dev.racewalk.results.cli;

import dev.racewalk.stress.scenario.generate.ScriptGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code explore --generate}. */
final class GenerateOptions {
    private static final Pattern RANGE = Pattern.compile("([0-9])(?:\\.\\.([0-9]))?");
    private static final Pattern PART = Pattern.compile("([0-9]{1,4})/([0-9]{1,4})");
    private static final int RANDOM = 1_000;

    @Option(
            names = "--generate",
            description =
                    "explore scenarios that are made up: first all of one piece of work an actor, then random ones")
    private boolean asked;

    @Option(names = "--actors", paramLabel = "A..B", defaultValue = "2", description = "2, 3 or 2..3 (default: 2)")
    private String actors = "2";

    @Option(
            names = "--operations",
            paramLabel = "A..B",
            defaultValue = "1",
            description = "pieces of work an actor, within 1..3 (default: 1)")
    private String operations = "1";

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "scenarios (default: the small ones, or 1000 if there are none)")
    private @Nullable Integer count;

    @Option(
            names = "--contract",
            description =
                    "only overlapping ranges without a lock, of which no more than I1, I2, I3, I9 and I11 is judged")
    private boolean breaksContract;

    @Option(names = "--part", paramLabel = "I/N", description = "only the I-th of N parts, for N processes")
    private @Nullable String part;

    /** For picocli. */
    GenerateOptions() {}

    boolean isAskedFor() {
        return asked;
    }

    ScriptGenerator generator(RunInput input, long seed) {
        int[] forActors = range(input, "--actors", actors);
        int[] forOperations = range(input, "--operations", operations);
        try {
            return new ScriptGenerator(
                    forActors[0], forActors[1], forOperations[0], forOperations[1], breaksContract, seed);
        } catch (IllegalArgumentException e) {
            throw input.usage(String.valueOf(e.getMessage()), e);
        }
    }

    private static int[] range(RunInput input, String option, String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            throw input.usage(option + " " + text + ": must be a number, or two with .. between", null);
        }
        int least = Integer.parseInt(matcher.group(1));
        return new int[] {least, matcher.group(2) == null ? least : Integer.parseInt(matcher.group(2))};
    }

    int count(ScriptGenerator generator) {
        if (count != null) {
            return count;
        }
        return generator.smallCount() == 0 ? RANDOM : generator.smallCount();
    }

    boolean isMine(RunInput input, int number) {
        if (part == null) {
            return true;
        }
        Matcher matcher = PART.matcher(part);
        int index = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        int parts = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        if (index < 1 || index > parts) {
            throw input.usage("--part " + part + ": must be I/N, I from 1 to N", null);
        }
        return number % parts == index - 1;
    }
}
