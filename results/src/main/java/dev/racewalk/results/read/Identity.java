package dev.racewalk.results.read;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.RunState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What makes a run this run, in every copy of it and in every state of it: of ours, what was known when it began and the fork
 * that ended first; of jcstress, which writes down neither time nor place, the forks themselves.
 */
final class Identity {
    private static final int DIGITS = 16;

    private final @Nullable String begun;
    private final @Nullable ForkRecord first;
    private final Set<String> prints;

    private Identity(@Nullable String begun, @Nullable ForkRecord first, Set<String> prints) {
        this.begun = begun;
        this.first = first;
        this.prints = prints;
    }

    static Identity of(@Nullable RunRecord run, List<ForkRecord> forks) {
        Set<String> prints = new HashSet<>();
        for (ForkRecord fork : forks) {
            if (fork.samples() > 0) {
                prints.add(print(fork));
            }
        }
        return new Identity(run == null ? null : begun(run), forks.isEmpty() ? null : forks.get(0), prints);
    }

    static Identity of(Part part) {
        return of(part.source().run(), part.forks());
    }

    private static String begun(RunRecord run) {
        return new RunRecord(
                        run.schema(),
                        RunState.RUNNING,
                        run.startedAt(),
                        null,
                        run.commandLine(),
                        run.preset(),
                        run.selection(),
                        run.shard(),
                        run.seconds(),
                        List.of(),
                        List.of(),
                        run.forksPlanned(),
                        run.seed(),
                        run.modes(),
                        run.jvmFlags(),
                        run.affinity(),
                        run.jcstressFile(),
                        run.versions(),
                        run.machine())
                .toString();
    }

    /** What both our runner and jcstress write down about a fork. */
    private static String print(ForkRecord fork) {
        ForkStatus status = fork.status() == ForkStatus.HUNG ? ForkStatus.TIMEOUT_ERROR : fork.status();
        String counts = fork.outcomes().stream()
                .filter(outcome -> outcome.count() > 0)
                .map(outcome -> outcome.id() + "=" + outcome.count())
                .sorted()
                .collect(Collectors.joining("\n"));
        return String.join(
                "\n",
                fork.race(),
                fork.modeFlags().toString(),
                fork.compileMode() + " " + fork.strides(),
                status.name(),
                counts);
    }

    String id() {
        String what =
                begun == null ? prints.stream().sorted().collect(Collectors.joining("\n\n")) : begun + "\n" + first;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells whether both are the same run, perhaps in different states or once as jcstress wrote it down. */
    boolean isSameAs(Identity other) {
        if (begun != null && other.begun != null) {
            return begun.equals(other.begun) && (first == null || other.first == null || first.equals(other.first));
        }
        Set<String> fewer = prints.size() < other.prints.size() ? prints : other.prints;
        Set<String> more = prints.size() < other.prints.size() ? other.prints : prints;
        return !fewer.isEmpty() && more.containsAll(fewer);
    }
}
