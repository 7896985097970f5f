package dev.racewalk.stress.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How busy the processors are, and who keeps them so, as Linux counts it. */
final class ProcessorTime {
    private static final Path PROC = Path.of("/proc");
    private static final Path STAT = PROC.resolve("stat");
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int LAST = 8;
    private static final int TRIES = 5;

    /** Fields of a process after its name in parentheses. */
    private static final int USER = 11;

    private static final int CHILDREN = 13;

    private ProcessorTime() {}

    /**
     * Ticks of all allowed processors since the machine started.
     *
     * @param all busy or not
     * @param busy for anybody; what the hypervisor took counts as busy
     * @param own for this process, its children, and those that ended
     */
    record Reading(long all, long busy, long own) {}

    /** Reads the counters, or returns null if the system has none. */
    static @Nullable Reading read() {
        try {
            if (!Files.isReadable(STAT)) {
                return null;
            }
            BitSet allowed = allowed();
            long all = 0;
            long busy = 0;
            for (String line : Files.readAllLines(STAT)) {
                String[] words = line.split(" +", -1);
                if (!words[0].matches("cpu\\d+") || !isIn(allowed, words[0])) {
                    continue;
                }
                for (int i = 1; i <= LAST && i < words.length; i++) {
                    long ticks = Long.parseLong(words[i]);
                    all += ticks;
                    busy += i == IDLE || i == IO_WAIT ? 0 : ticks;
                }
            }
            return all == 0 ? null : new Reading(all, busy, own());
        } catch (IOException | RuntimeException e) { // an emulated /proc may hold anything
            return null;
        }
    }

    /** Share that others took between two readings, or null. */
    static @Nullable Double othersShare(@Nullable Reading before, @Nullable Reading after) {
        if (before == null || after == null || after.all() <= before.all()) {
            return null;
        }
        double busy = after.busy() - before.busy();
        double others = busy - (after.own() - before.own());
        double share = others / (after.all() - before.all());
        return Math.round(Math.max(0, Math.min(1, share)) * 1000) / 1000.0;
    }

    private static boolean isIn(BitSet allowed, String cpu) {
        return allowed.isEmpty() || allowed.get(Integer.parseInt(cpu.substring("cpu".length())));
    }

    private static long own() throws IOException {
        long sum = 0;
        for (int i = 0; i < TRIES; i++) {
            long[] self = ticks(PROC.resolve("self/stat"));
            sum = self[0] + self[1];
            List<ProcessHandle> children = ProcessHandle.current().children().toList();
            for (ProcessHandle child : children) {
                sum += childTicks(child);
            }
            if (ticks(PROC.resolve("self/stat"))[1] == self[1]) {
                break; // no child ended in between, so none was missed or counted twice
            }
        }
        return sum;
    }

    private static long childTicks(ProcessHandle child) {
        try {
            long[] ticks = ticks(PROC.resolve(child.pid() + "/stat"));
            return ticks[0] + ticks[1];
        } catch (IOException e) {
            return 0; // it ended
        }
    }

    /** Ticks of a process itself, and of its children that ended. */
    private static long[] ticks(Path stat) throws IOException {
        String text = Files.readString(stat);
        String[] words = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return new long[] {
            Long.parseLong(words[USER]) + Long.parseLong(words[USER + 1]),
            Long.parseLong(words[CHILDREN]) + Long.parseLong(words[CHILDREN + 1])
        };
    }

    /** Numbers of the processors that this process may use; empty if unknown. */
    static BitSet allowed() throws IOException {
        BitSet allowed = new BitSet();
        Path status = PROC.resolve("self/status");
        if (!Files.isReadable(status)) {
            return allowed;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("Cpus_allowed_list:")) {
                for (String range :
                        line.substring(line.indexOf(':') + 1).strip().split(",", -1)) {
                    String[] ends = range.split("-", -1);
                    allowed.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
                }
            }
        }
        return allowed;
    }
}
