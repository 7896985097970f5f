package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Compilation;
import dev.racewalk.stress.jcstress.Cpus;
import dev.racewalk.stress.jcstress.ForkTask;
import dev.racewalk.stress.jcstress.RaceResult;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.JvmKind;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Phases;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.suite.Race;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Gathers what is said of a fork while it runs, and writes the record of it. The fork begins when this is made. */
final class ForkReport {
    private static final String SAID_BY_RACE = "racewalk:";
    private static final int KILLED = 137;

    private final int number;
    private final ForkPlan plan;
    private final Cpus cpus;
    private final List<String> flags;
    private final JvmKind jvm;
    private final int heapMb;
    private final List<String> messages = new ArrayList<>();
    private final List<String> output = new ArrayList<>();
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final long startNanos = System.nanoTime();
    private final AtomicLong askedMillis = new AtomicLong(-1);
    private final AtomicLong sentMillis = new AtomicLong(-1);
    private final ProcessorTime.@Nullable Reading before = ProcessorTime.read();

    /** What came of a fork, for the run's own files and for that of jcstress. */
    record Ended(ForkRecord record, RaceResult result) {}

    ForkReport(int number, ForkPlan plan, Cpus cpus, Jvm jvm, JvmKind kind, RunConfig config) {
        this.number = number;
        this.plan = plan;
        this.cpus = cpus;
        this.jvm = kind;
        this.heapMb = config.options().heapMb();
        this.flags = new ArrayList<>(jvm.flags());
        flags.addAll(plan.way().modeFlags());
    }

    int number() {
        return number;
    }

    ForkPlan plan() {
        return plan;
    }

    Cpus cpus() {
        return cpus;
    }

    ForkTask task(Pace.Racing racing) {
        return new ForkTask(number, plan.way(), racing.iterations(), racing.millis(), heapMb, cpus);
    }

    /** Its JVM asks for work; the first time counts. May be called by any thread. */
    void asked() {
        askedMillis.compareAndSet(-1, millis());
    }

    /** A result came; the last one counts. May be called by any thread. */
    void sent() {
        sentMillis.set(millis());
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private @Nullable Phases phases(long duration) {
        long asked = askedMillis.get();
        long sent = sentMillis.get();
        return asked < 0 || sent < asked ? null : new Phases(asked, Math.max(0, duration - sent));
    }

    void say(String message) {
        messages.add(message);
    }

    void wrote(List<String> lines) {
        output.addAll(lines);
    }

    /** Says how the JVM ended that was to go on, or to send a result. */
    void sayEnd(int exit, boolean hasSent) {
        if (exit == KILLED) {
            say("The JVM was killed; perhaps the machine ran out of memory.");
        } else {
            say("The JVM ended with status " + exit + (hasSent ? "." : ", and sent no result."));
        }
    }

    /** Says where the actors are, of all that a dump of the threads holds. */
    void sayWhatActorsDo(List<String> dump) {
        boolean isActor = false;
        for (String line : dump) {
            if (line.startsWith("\"")) {
                isActor = line.startsWith("\"JcstressThread_");
            }
            isActor &= !line.isBlank();
            if (isActor) {
                say(line.replaceFirst(" .*", "").startsWith("\"") ? line.substring(0, line.indexOf('"', 1) + 1) : line);
            }
        }
    }

    /**
     * Ends it.
     *
     * @param racing how long the actors ran
     * @param status how it ended
     * @param said what the fork sent, null if nothing
     * @param exit status of its process, null if it did not start, or if it goes on
     */
    Ended ended(Pace.Racing racing, ForkStatus status, @Nullable RaceResult said, @Nullable Integer exit) {
        long millis = millis();
        Double others = ProcessorTime.othersShare(before, ProcessorTime.read());
        RaceResult result = RaceResult.of(status);
        if (said != null) {
            result.addOutcomes(said);
            messages.addAll(0, said.messages());
        }
        output.stream().filter(line -> line.startsWith(SAID_BY_RACE)).forEach(messages::add);
        result.complete(task(racing), messages, output);
        ForkTask.Way way = plan.way();
        Race race = way.race();
        List<OutcomeRecord> outcomes = race.grade(result.counts());
        boolean kept = status != ForkStatus.NORMAL || output.stream().anyMatch(line -> line.startsWith(SAID_BY_RACE));
        ForkRecord record = new ForkRecord(
                RunFolder.SCHEMA,
                number,
                race.name(),
                race.family(),
                race.description(),
                race.actors(),
                way.strides(),
                racing.iterations(),
                racing.millis(),
                plan.mode(),
                way.modeFlags(),
                flags,
                Compilation.inWords(way.compileMode(), race.actors().size()),
                way.compileMode(),
                way.placement().toString(),
                way.placement().affinity().name(),
                cpus.numbers(),
                way.spin().name(),
                start,
                start.plusMillis(millis),
                millis,
                result.samples(),
                OutcomeRecord.samples(outcomes, Grade::isMet),
                OutcomeRecord.samples(outcomes, Grade::isWrong),
                outcomes,
                status,
                exit,
                List.copyOf(messages),
                kept ? List.copyOf(output) : List.of(),
                jvm,
                others,
                phases(millis));
        return new Ended(record, result);
    }
}
