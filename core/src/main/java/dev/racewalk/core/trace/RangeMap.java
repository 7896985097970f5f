package dev.racewalk.core.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A number for each address of disjoint ranges. Addresses are unsigned, ends are inclusive. */
final class RangeMap {
    private final TreeMap<Long, Range> ranges = new TreeMap<>(Long::compareUnsigned);

    /**
     * A range and its number.
     *
     * @param first first address
     * @param last last address, inclusive
     * @param value what was put
     */
    record Range(long first, long last, long value) {}

    /** Gives all addresses of a range a number, instead of what they had. */
    void put(long first, long last, long value) {
        remove(first, last);
        ranges.put(first, new Range(first, last, value));
    }

    /** Takes the addresses of a range out. */
    void remove(long first, long last) {
        for (Range range : touching(first, last)) {
            ranges.remove(range.first());
            if (Long.compareUnsigned(range.first(), first) < 0) {
                ranges.put(range.first(), new Range(range.first(), first - 1, range.value()));
            }
            if (Long.compareUnsigned(range.last(), last) > 0) {
                ranges.put(last + 1, new Range(last + 1, range.last(), range.value()));
            }
        }
    }

    /** What there is in a range, cut at its ends, in ascending order. */
    List<Range> within(long first, long last) {
        List<Range> found = new ArrayList<>();
        for (Range range : touching(first, last)) {
            long from = Long.compareUnsigned(range.first(), first) < 0 ? first : range.first();
            long to = Long.compareUnsigned(range.last(), last) > 0 ? last : range.last();
            found.add(new Range(from, to, range.value()));
        }
        return found;
    }

    private List<Range> touching(long first, long last) {
        Map.Entry<Long, Range> before = ranges.floorEntry(first);
        boolean overlaps =
                before != null && Long.compareUnsigned(before.getValue().last(), first) >= 0;
        return new ArrayList<>(ranges.subMap(overlaps ? before.getKey() : first, true, last, true)
                .values());
    }

    /** All of it, in ascending order. */
    List<Range> all() {
        return List.copyOf(ranges.values());
    }
}
