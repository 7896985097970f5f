package dev.racewalk.core.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * What a log asks of a page table: maps and unmaps in its order, with what each answered then. An unmap of what was mapped before the
 * log began is left out, and one of which a part was is asked for the rest.
 */
public final class Workload {
    private final List<Operation> operations;
    private final RangeMap left;
    private final int fromBefore;
    private final int partlyFromBefore;

    /**
     * A map or an unmap.
     *
     * @param line line number in the log, from 1
     * @param cpu processor that logged it
     * @param isMap true for a map, false for an unmap
     * @param iova first input address
     * @param pa first output address; 0 for an unmap
     * @param length bytes asked for, 1 or more, unsigned
     * @param done bytes that were mapped or unmapped, unsigned
     */
    public record Operation(int line, int cpu, boolean isMap, long iova, long pa, long length, long done) {
        /**
         * Returns the last address that the operation touches.
         *
         * @return input address, inclusive
         */
        public long lastIova() {
            return iova + (Long.compareUnsigned(done, length) > 0 ? done : length) - 1;
        }

        @Override
        public String toString() {
            String size = "0x" + Long.toHexString(length);
            return isMap
                    ? String.format("map of %s bytes at 0x%x to 0x%x", size, iova, pa)
                    : String.format("unmap of %s bytes at 0x%x", size, iova);
        }
    }

    private Workload(List<Operation> operations, RangeMap left, int fromBefore, int partlyFromBefore) {
        this.operations = List.copyOf(operations);
        this.left = left;
        this.fromBefore = fromBefore;
        this.partlyFromBefore = partlyFromBefore;
    }

    /**
     * Makes the workload of a kernel's log.
     *
     * @param log what was logged
     * @return its maps and unmaps
     */
    public static Workload of(FtraceLog log) {
        List<Operation> operations = new ArrayList<>();
        RangeMap mapped = new RangeMap();
        int fromBefore = 0;
        int partly = 0;
        for (FtraceEvent event : log.events()) {
            if (event.isMap()) {
                operations.add(operation(event, event.iova(), event.size(), event.size()));
                mapped.put(event.iova(), event.iova() + event.size() - 1, event.pa() - event.iova());
                continue;
            }
            long touched = Long.compareUnsigned(event.done(), event.size()) > 0 ? event.done() : event.size();
            List<RangeMap.Range> parts = mapped.within(event.iova(), event.iova() + touched - 1);
            long known = parts.stream()
                    .mapToLong(part -> part.last() - part.first() + 1)
                    .sum();
            if (known == event.done() || event.done() == 0) {
                operations.add(operation(event, event.iova(), event.size(), event.done()));
            } else if (parts.isEmpty()) {
                fromBefore++;
            } else if (Long.compareUnsigned(known, event.done())
                    > 0) { // the unmap ended at a hole, or the log is not whole
                operations.add(operation(event, event.iova(), event.size(), event.done()));
            } else {
                partly++;
                for (RangeMap.Range part : parts) {
                    long length = part.last() - part.first() + 1;
                    operations.add(operation(event, part.first(), length, length));
                }
            }
            if (event.done() != 0) {
                mapped.remove(event.iova(), event.iova() + event.done() - 1);
            }
        }
        return new Workload(operations, mapped, fromBefore, partly);
    }

    private static Operation operation(FtraceEvent event, long iova, long length, long done) {
        return new Operation(event.line(), event.cpu(), event.isMap(), iova, event.pa(), length, done);
    }

    /**
     * Returns what is asked.
     *
     * @return maps and unmaps, in the order of the log
     */
    public List<Operation> operations() {
        return operations;
    }

    /**
     * Returns how many unmaps were left out.
     *
     * @return unmaps of which nothing was mapped since the log began
     */
    public int fromBefore() {
        return fromBefore;
    }

    /**
     * Returns how many unmaps are asked for a part.
     *
     * @return unmaps of which a part was mapped before the log began
     */
    public int partlyFromBefore() {
        return partlyFromBefore;
    }

    /** What is mapped at the end: for each range, what its output addresses are more than its input addresses. */
    List<RangeMap.Range> left() {
        return left.all();
    }
}
