package dev.racewalk.results.cli;

import dev.racewalk.core.pagetable.LinuxRules;
import dev.racewalk.core.trace.FtraceEvent;
import dev.racewalk.core.trace.FtraceLog;
import dev.racewalk.core.trace.Workload;
import dev.racewalk.core.trace.WorkloadReplay;
import dev.racewalk.core.trace.WorkloadResult;
import dev.racewalk.stress.fault.ProtocolInUse;
import dev.racewalk.stress.machine.OwnTable;
import dev.racewalk.stress.machine.Steps;
import dev.racewalk.stress.record.Protocol;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;

/** Replays a kernel's log, and prints how it went. */
final class LogReplay {
    private static final long PAGE = 4096;
    private static final int SHOWN = 20;
    private static final int BAR = 40;
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private final FtraceLog log;
    private final Workload workload;
    private final LogOptions options;
    private final WorkloadReplay replay;
    private final PrintWriter out;

    LogReplay(FtraceLog log, LogOptions options, Protocol protocol, LinuxRules rules, PrintWriter out) {
        this.log = log;
        this.options = options;
        this.out = out;
        workload = Workload.of(log);
        replay = newReplay(protocol, rules);
    }

    /** Replays, and returns the exit status. */
    int run() {
        printLog();
        if (workload.operations().isEmpty()) {
            out.println("there is nothing to replay");
            return 3;
        }
        if (options.benchSeconds != 0) {
            return new LogBench(replay, processors(), options.benchSeconds, out).run() ? 0 : 1;
        }
        WorkloadResult result =
                options.threads ? replay.race(options.goesOn, options.seed) : replay.run(options.goesOn);
        printSizes();
        printResult(result);
        return result.isRight() ? 0 : 1;
    }

    private WorkloadReplay newReplay(Protocol protocol, LinuxRules rules) {
        if (protocol.table() != null) {
            String ofCore = options.ofCoreAlone();
            if (ofCore != null) {
                throw new IllegalArgumentException(
                        ofCore
                                + " excludes --table: a table of your own maps for reading and writing, by pages that it can do");
            }
            ProtocolInUse.set(protocol);
            return new WorkloadReplay(
                    workload, options.frames, OwnTable.replayed(options.level, options.vaLg2, options.threads));
        }
        Steps steps = Objects.requireNonNullElse(ProtocolInUse.steps(protocol), Steps.RIGHT);
        return new WorkloadReplay(
                        workload,
                        options.frames,
                        table -> options.configure(table.rules(rules)).steps(steps.newProtocolSteps()),
                        options.prot)
                .driver(steps::newDriverSteps);
    }

    private int processors() {
        return (int) workload.operations().stream()
                .map(Workload.Operation::cpu)
                .distinct()
                .count();
    }

    private void printLog() {
        long maps = log.events().stream().filter(FtraceEvent::isMap).count();
        out.printf(
                Locale.ROOT,
                "%,d maps and %,d unmaps of %,d processors; %,d other lines skipped%n",
                maps,
                log.events().size() - maps,
                processors(),
                log.skipped());
        if (log.lost() != 0) {
            out.printf(Locale.ROOT, "the kernel has lost %,d events, so answers may differ%n", log.lost());
        }
        if (workload.fromBefore() + workload.partlyFromBefore() != 0) {
            out.printf(
                    Locale.ROOT,
                    "unmaps of what was mapped before the log: %,d left out, %,d asked for the rest%n",
                    workload.fromBefore(),
                    workload.partlyFromBefore());
        }
    }

    private void printSizes() {
        TreeMap<Integer, Integer> sizes = new TreeMap<>();
        for (FtraceEvent event : log.events()) {
            if (event.isMap()) {
                sizes.merge(Long.SIZE - 1 - Long.numberOfLeadingZeros(event.size()), 1, Integer::sum);
            }
        }
        int most = sizes.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        out.println("maps by size, each line from that size up to twice as much:");
        sizes.forEach((lg2, count) ->
                out.printf(Locale.ROOT, "  %10s %,12d %s%n", size(lg2), count, "#".repeat(Math.max(1, (int)
                                ((long) BAR * count / most)))));
        long maps = Math.max(1, log.events().stream().filter(FtraceEvent::isMap).count());
        long single = log.events().stream()
                .filter(event -> event.isMap() && event.size() == PAGE)
                .count();
        out.printf(Locale.ROOT, "single pages of 4 KiB: %.1f %% of the maps%n", 100.0 * single / maps);
    }

    private static String size(int lg2) {
        int unit = Math.min(lg2 / 10, UNITS.length - 1);
        return (1L << (lg2 - 10 * unit)) + " " + UNITS[unit];
    }

    private void printResult(WorkloadResult result) {
        out.printf(
                Locale.ROOT,
                "%,d operations replayed; %,d tables at most; growths of the top: %,d, to level %d%n",
                result.operations(),
                result.peakTables(),
                result.growths(),
                result.topLevel());
        if (options.threads) {
            out.printf(
                    Locale.ROOT,
                    "raced by %,d threads, under %,d reads of a device%n",
                    processors(),
                    result.deviceReads());
        }
        result.differences().stream()
                .limit(SHOWN)
                .forEach(difference -> out.printf(Locale.ROOT, "line %d: %s%n", difference.line(), difference.what()));
        result.violations().stream()
                .limit(SHOWN)
                .forEach(violation -> out.printf(Locale.ROOT, "broken: %s%n", violation));
        if (result.isRight()) {
            out.println("every answer is that of the log, and nothing is broken");
        } else {
            out.printf(
                    Locale.ROOT,
                    "%,d answers differ from the log, and %,d things are broken%n",
                    result.differences().size(),
                    result.violations().size());
        }
    }
}
