package dev.racewalk.results;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.JvmKind;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Strides;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results made for a test: what no run of ours would write, or what needs a quiet machine. */
public final class Made {
    private Made() {}

    /** A fork of a second that ran to its end, while others took nothing. */
    public static ForkRecord fork(String race, Strides strides, String mode, List<OutcomeRecord> outcomes) {
        return fork(race, strides, mode, outcomes, ForkStatus.NORMAL, List.of());
    }

    /** A fork of a second, while others took nothing. */
    public static ForkRecord fork(
            String race,
            Strides strides,
            String mode,
            List<OutcomeRecord> outcomes,
            ForkStatus status,
            List<String> messages) {
        long samples = outcomes.stream().mapToLong(OutcomeRecord::count).sum();
        long met = outcomes.stream()
                .filter(each -> each.grade().isMet())
                .mapToLong(OutcomeRecord::count)
                .sum();
        long wrong = outcomes.stream()
                .filter(each -> each.grade().isWrong())
                .mapToLong(OutcomeRecord::count)
                .sum();
        String family = race.replaceAll(".*?([^.]*)\\.[^.]*$", "$1");
        return new ForkRecord(
                1,
                1,
                race,
                family,
                "What meets what.",
                List.of("first", "second"),
                strides,
                1,
                1000,
                mode,
                List.of(),
                List.of(),
                "unified",
                0,
                "",
                "NONE",
                List.of(),
                "THREAD_SPIN_WAIT",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(2),
                2000,
                samples,
                met,
                wrong,
                outcomes,
                status,
                0,
                messages,
                List.of(),
                JvmKind.OWN,
                0.0,
                null);
    }

    /** The same, while others took that share. */
    public static ForkRecord disturbed(ForkRecord f, double share) {
        return new ForkRecord(
                f.schema(),
                f.fork(),
                f.race(),
                f.family(),
                f.description(),
                f.actors(),
                f.strides(),
                f.iterations(),
                f.millisPerIteration(),
                f.mode(),
                f.modeFlags(),
                f.jvmFlags(),
                f.compilation(),
                f.compileMode(),
                f.scheduling(),
                f.affinity(),
                f.processors(),
                f.spin(),
                f.startedAt(),
                f.endedAt(),
                f.durationMillis(),
                f.samples(),
                f.met(),
                f.forbidden(),
                f.outcomes(),
                f.status(),
                f.exitCode(),
                f.messages(),
                f.output(),
                f.jvm(),
                share,
                f.phases());
    }

    /** The results of one run of which nothing but the forks is known. */
    public static Results results(String name, List<ForkRecord> forks) {
        Map<String, List<SourcedFork>> races = new LinkedHashMap<>();
        for (ForkRecord fork : forks) {
            races.computeIfAbsent(fork.race(), key -> new ArrayList<>()).add(new SourcedFork(0, fork));
        }
        Source source = new Source(name, name, Source.Kind.JCSTRESS_FILE, null);
        return new Results(
                name,
                List.of(source),
                races.values().stream().map(RaceResults::new).toList(),
                null,
                List.of());
    }
}
