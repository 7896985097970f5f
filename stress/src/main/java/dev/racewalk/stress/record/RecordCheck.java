package dev.racewalk.stress.record;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a record that was read may be what a run wrote: nothing is missing, counts are counts and add up, and
 * nothing is so large that sums over all forks could overflow.
 */
public final class RecordCheck {
    /** Longest name of a race, an actor, a mode. */
    private static final int NAME = 500;

    /** Longest list of anything. */
    private static final int LIST = 100_000;

    private static final int ACTORS = 16;
    private static final int OUTCOMES = 100_000;

    /** Samples of a fork: a billion a second for hours. */
    private static final long SAMPLES = 10_000_000_000_000L;

    /** Milliseconds of a fork: thirty years. */
    private static final long MILLIS = 1_000_000_000_000L;

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private RecordCheck() {}

    /**
     * Checks a fork.
     *
     * @param fork as it was read
     * @throws IllegalArgumentException if it is none, naming the value and the rule
     */
    public static void check(ForkRecord fork) {
        require(fork.fork() >= 1, "fork", fork.fork(), "1 at least");
        name("race", fork.race());
        name("family", fork.family());
        present("description", fork.description());
        names("actors", fork.actors());
        require(
                !fork.actors().isEmpty() && fork.actors().size() <= ACTORS,
                "actors",
                fork.actors().size(),
                "1.." + ACTORS);
        present("strides", fork.strides());
        positive("strides.size", fork.strides().size());
        positive("strides.count", fork.strides().count());
        name("mode", fork.mode());
        texts("modeFlags", fork.modeFlags());
        texts("jvmFlags", fork.jvmFlags());
        name("compilation", fork.compilation());
        compileMode(fork.compileMode(), fork.actors().size());
        name("scheduling", fork.scheduling());
        name("affinity", fork.affinity());
        list("processors", fork.processors());
        fork.processors().forEach(each -> count("processors", each, Integer.MAX_VALUE));
        name("spin", fork.spin());
        texts("messages", fork.messages());
        texts("output", fork.output());
        present("status", fork.status());
        times(fork);
        outcomes(fork);
    }

    private static void compileMode(int mode, int actors) {
        double modes = Math.pow(3, actors);
        require(mode >= -1 && mode < modes, "compileMode", mode, "-1.." + (long) (modes - 1));
    }

    private static void times(ForkRecord fork) {
        count("iterations", fork.iterations(), Integer.MAX_VALUE);
        count("millisPerIteration", fork.millisPerIteration(), Integer.MAX_VALUE);
        count("iterations * millisPerIteration", (long) fork.iterations() * fork.millisPerIteration(), MILLIS);
        count("durationMillis", fork.durationMillis(), MILLIS);
        time("startedAt", fork.startedAt());
        time("endedAt", fork.endedAt());
        Phases phases = fork.phases();
        if (phases != null) {
            count("phases.startingMillis", phases.startingMillis(), fork.durationMillis());
            count("phases.endingMillis", phases.endingMillis(), fork.durationMillis());
        }
        Double others = fork.othersShare();
        require(others == null || (others >= 0 && others <= 1), "othersShare", String.valueOf(others), "0..1");
    }

    private static void outcomes(ForkRecord fork) {
        list("outcomes", fork.outcomes());
        require(fork.outcomes().size() <= OUTCOMES, "outcomes", fork.outcomes().size(), OUTCOMES + " at most");
        count("samples", fork.samples(), SAMPLES);
        for (OutcomeRecord outcome : fork.outcomes()) {
            present("outcomes.id", outcome.id());
            present("outcomes.grade", outcome.grade());
            present("outcomes.description", outcome.description());
            count("outcomes.count", outcome.count(), SAMPLES);
        }
        sum("samples", fork.samples(), fork, grade -> true);
        sum("met", fork.met(), fork, Grade::isMet);
        sum("forbidden", fork.forbidden(), fork, Grade::isWrong);
    }

    private static void sum(String field, long told, ForkRecord fork, Predicate<Grade> grades) {
        long sum = fork.outcomes().stream()
                .filter(outcome -> grades.test(outcome.grade()))
                .mapToLong(OutcomeRecord::count)
                .sum(); // at most OUTCOMES * SAMPLES
        require(told == sum, field, told, sum + " as its outcomes add up to");
    }

    /**
     * Checks a run.
     *
     * @param run as it was read
     * @throws IllegalArgumentException if it is none, naming the value and the rule
     */
    public static void check(RunRecord run) {
        present("state", run.state());
        present("startedAt", run.startedAt());
        time("startedAt", run.startedAt());
        time("endedAt", run.endedAt());
        texts("commandLine", run.commandLine());
        name("preset", run.preset());
        present("shard", run.shard());
        count("seconds", run.seconds(), MILLIS);
        names("races", run.races());
        list("skipped", run.skipped());
        for (RunRecord.Skipped each : run.skipped()) {
            name("skipped.race", each.race());
            present("skipped.reason", each.reason());
        }
        Integer planned = run.forksPlanned();
        count("forksPlanned", planned == null ? 0 : planned, Integer.MAX_VALUE);
        names("modes", run.modes());
        texts("jvmFlags", run.jvmFlags());
        present("affinity", run.affinity());
        fileName("jcstressFile", run.jcstressFile());
        present("versions", run.versions());
        present("versions.racewalk", run.versions().racewalk());
        present("versions.jcstress", run.versions().jcstress());
        present("machine", run.machine());
        machine(run.machine());
    }

    private static void machine(HostRecord machine) {
        present("machine.os", machine.os());
        present("machine.arch", machine.arch());
        count("machine.processors", machine.processors(), Integer.MAX_VALUE);
        count("machine.memoryMb", machine.memoryMb(), Long.MAX_VALUE);
        present("machine.javaVersion", machine.javaVersion());
        present("machine.vmName", machine.vmName());
        present("machine.vmVersion", machine.vmVersion());
        present("machine.vmVendor", machine.vmVendor());
        List<String> environment = machine.environment();
        if (environment != null) {
            texts("machine.environment", environment);
        }
    }

    /** A name that leads out of the folder must not be followed. */
    private static void fileName(String field, String name) {
        name(field, name);
        boolean isInside = name.indexOf('/') < 0 && name.indexOf('\\') < 0 && !name.equals("..");
        require(isInside, field, name, "the name of a file, without a folder");
    }

    private static void require(boolean condition, String field, Object value, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "field " + field + ": " + PlainText.of(String.valueOf(value), NAME) + ": must be " + rule);
        }
    }

    /** What Jackson did not find is null, whatever the type says. */
    private static void present(String field, @Nullable Object value) {
        require(value != null, field, "missing", "there");
    }

    private static void name(String field, @Nullable String name) {
        present(field, name);
        require(name != null && !name.isBlank(), field, "empty", "a name");
        require(
                name != null && name.length() <= NAME,
                field,
                String.valueOf(name).length() + " characters",
                NAME + " at most");
    }

    private static void list(String field, @Nullable List<?> list) {
        present(field, list);
        int size = list == null ? 0 : list.size();
        require(size <= LIST, field, size, LIST + " at most");
        require(list == null || list.stream().noneMatch(each -> each == null), field, "null", "there");
    }

    private static void texts(String field, @Nullable List<String> texts) {
        list(field, texts);
    }

    private static void names(String field, List<String> names) {
        list(field, names);
        names.forEach(each -> name(field, each));
    }

    private static void positive(String field, int value) {
        require(value > 0, field, value, "1 at least");
    }

    private static void count(String field, long value, long most) {
        require(value >= 0 && value <= most, field, value, "0.." + most);
    }

    private static void time(String field, @Nullable Instant time) {
        require(
                time == null || (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)),
                field,
                String.valueOf(time),
                "a time since 1970");
    }
}
