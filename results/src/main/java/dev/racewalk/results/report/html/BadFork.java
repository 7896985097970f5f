package dev.racewalk.results.report.html;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A fork that failed or saw something wrong.
 *
 * @param head which one, and how it ended
 * @param flags of its JVM
 * @param lines what was said, by jcstress, the race and the JVM
 */
record BadFork(String head, String flags, List<String> lines) {
    private static final int MOST_LINES = 60;

    static BadFork of(SourcedFork sourced, Results results) {
        ForkRecord fork = sourced.fork();
        List<String> head = new ArrayList<>();
        head.add("fork " + fork.fork());
        if (results.sources().size() > 1) {
            head.add(results.sources().get(sourced.source()).name());
        }
        head.add(fork.mode());
        head.add(fork.strides().toString());
        if (fork.status() != ForkStatus.NORMAL) {
            head.add(fork.status().inWords());
        }
        if (fork.forbidden() > 0) {
            head.add(Words.count(fork.forbidden()) + " forbidden: "
                    + fork.outcomes().stream()
                            .filter(outcome -> outcome.grade().isWrong() && outcome.count() > 0)
                            .map(OutcomeRecord::id)
                            .collect(Collectors.joining("; ")));
        }
        List<String> lines = new ArrayList<>(fork.messages());
        fork.output().stream().filter(line -> !fork.messages().contains(line)).forEach(lines::add);
        List<String> shown = lines.size() <= MOST_LINES ? lines : new ArrayList<>(lines.subList(0, MOST_LINES));
        if (lines.size() > MOST_LINES) {
            shown.add("... " + (lines.size() - MOST_LINES) + " more lines in forks.jsonl");
        }
        return new BadFork(String.join(" · ", head), String.join(" ", fork.jvmFlags()), shown);
    }
}
