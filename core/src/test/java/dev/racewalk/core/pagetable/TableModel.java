package dev.racewalk.core.pagetable;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a table does, told without a table: an interval map of its translations, the set of address ranges that have a
 * table at each level, and the account of frames. Written from {@code core/docs/protocol.md} alone.
 */
final class TableModel {
    /** More leaves than any one operation of the random tests may map. */
    static final int MAX_LEAVES = 600;

    /** What must not be missing from a random run. */
    enum Event {
        PROT,
        PA_BEYOND_OA_WIDTH,
        LENGTH_ZERO,
        LENGTH_OVERFLOW,
        IOVA_OVERFLOW,
        OA_BEYOND_OA_WIDTH,
        PAGE_SIZE,
        MISALIGNED,
        BEYOND_VA_WIDTH,
        NO_FRAME,
        IN_USE,
        MAPPED_PAGES,
        MAPPED_RANGE,
        MAPPED_IN_PART,
        PAGES_NO_MULTIPLE_OF_THE_BEST_SIZE,
        PAGES_WITH_LARGER_LEAVES_LATER,
        OVERMAPPED_EMPTY_TABLES,
        GREW_FOR_THE_RANGE,
        GREW_FOR_THE_LEAF_LEVEL,
        REACHED_THE_LAST_ADDRESS,
        UNMAP_OF_NO_RANGE,
        UNMAP_ABOVE_TOP,
        UNMAP_INSIDE_AN_ENTRY,
        UNMAP_OF_A_HOLE,
        UNMAP_UP_TO_A_HOLE,
        UNMAP_BEYOND_THE_RANGE,
        UNMAP_THAT_FREED_TABLES,
        GAP_SYNCED,
        TRANSLATED,
        NOT_TRANSLATED,
        DIRTY_SET,
        DIRTY_ABOVE_TOP,
        DIRTY_OF_A_HOLE,
        CLEAN_REFUSED,
        CLEANED,
        CLEANED_IN_PART,
        NOT_CLEARED,
        CUT,
        CUT_OF_A_DIRTY_ENTRY,
        CUT_THAT_MADE_TABLES,
        CUT_WITHOUT_TABLES,
        CUT_WHERE_AN_ENTRY_BEGINS,
        CUT_OF_A_HOLE,
        CUT_MISALIGNED,
        CUT_BEYOND_VA_WIDTH,
        CUT_WITHOUT_FRAMES,
        RECLAIMED,
        RECLAIMED_TABLES_ABOVE,
        NOTHING_TO_RECLAIM
    }

    /** A translation. */
    static final class Leaf {
        final long iova;
        final int sizeLg2;
        final long oa;
        final int prot;
        boolean dirty;

        Leaf(long iova, int sizeLg2, long oa, int prot) {
            this.iova = iova;
            this.sizeLg2 = sizeLg2;
            this.oa = oa;
            this.prot = prot;
        }

        int level() {
            return levelOf(sizeLg2);
        }

        long size() {
            return 1L << sizeLg2;
        }

        long last() {
            return iova + size() - 1;
        }
    }

    /** The answer of a map. */
    record Outcome(@Nullable Refusal refusal, long mapped) {}

    /** The answer of a pass over D. */
    record Cleaning(@Nullable Refusal refusal, List<String> records) {}

    final TableConfiguration configuration;
    final MapRules rules;
    final long sizes;
    final NavigableMap<Long, Leaf> entries = new TreeMap<>(Comparator.comparing((Long l) -> l + Long.MIN_VALUE));
    /** Of each level, the numbers of the table-sized ranges that have a table. */
    final List<NavigableSet<Long>> tables = new ArrayList<>();
    /** What hardware must have been told since it was last looked at. */
    final List<String> told = new ArrayList<>();

    final Map<Event, Integer> events;
    int top;
    long live = 1;
    boolean gathered;
    long gatheredFirst;
    long gatheredLast;
    long gatheredTables;
    /** Of the leaves and the tables that wait for a flush, a bit each. */
    long leafLevels;

    long tableLevels;

    TableModel(TableConfiguration configuration, Map<Event, Integer> events) {
        this.configuration = configuration;
        this.events = events;
        sizes = supportedSizes(configuration);
        rules = new MapRules(configuration.vaLg2(), configuration.oaLg2(), sizes);
        for (int level = 0; level <= 5; level++) {
            tables.add(new TreeSet<>());
        }
        top = configuration.startingLevel();
        tables.get(top).add(0L);
        told.add("changeTop to level " + top);
    }

    static Map<Event, Integer> noEvents() {
        return new EnumMap<>(Event.class);
    }

    /** Leaf sizes of a mapPages that breaks no rule, or null if there are too many. */
    @Nullable
    List<Integer> planOfPages(long iova, long pa, long pageSize, long pageCount) {
        long length = pageSize * pageCount;
        int best = bestSize(iova, pa, length);
        if (configuration.rules() == LinuxRules.LINUX_7_3 || Long.remainderUnsigned(length, 1L << best) != 0) {
            return planOfRange(iova, pa, length);
        }
        long count = length >>> best;
        return Long.compareUnsigned(count, MAX_LEAVES) > 0 ? null : Collections.nCopies((int) count, best);
    }

    /** Leaf sizes of a mapRange that breaks no rule, or null if there are too many. */
    @Nullable
    List<Integer> planOfRange(long iova, long pa, long length) {
        List<Integer> plan = new ArrayList<>();
        for (long done = 0; done != length; done += 1L << plan.get(plan.size() - 1)) {
            if (plan.size() == MAX_LEAVES) {
                return null;
            }
            plan.add(bestSize(iova + done, pa + done, length - done));
        }
        return plan;
    }

    Outcome mapPages(long iova, long pa, long pageSize, long pageCount, int prot) {
        Set<Refusal> broken = rules.brokenByPages(iova, pa, pageSize, pageCount, prot);
        if (!broken.isEmpty()) {
            return refused(MapRules.first(broken));
        }
        List<Integer> plan = planOfPages(iova, pa, pageSize, pageCount);
        long length = pageSize * pageCount;
        if (Long.remainderUnsigned(length, 1L << bestSize(iova, pa, length)) != 0) {
            happened(Event.PAGES_NO_MULTIPLE_OF_THE_BEST_SIZE);
        } else if (plan != null && Collections.max(plan) > plan.get(0)) {
            happened(Event.PAGES_WITH_LARGER_LEAVES_LATER);
        }
        Outcome outcome = map(iova, pa, prot, plan);
        if (outcome.refusal() == null) {
            happened(Event.MAPPED_PAGES);
        }
        return outcome;
    }

    Outcome mapRange(long iova, long pa, long length, int prot) {
        Set<Refusal> broken = rules.brokenByRange(iova, pa, MapRules.unsigned(length), prot);
        if (!broken.isEmpty()) {
            return refused(MapRules.first(broken));
        }
        Outcome outcome = map(iova, pa, prot, planOfRange(iova, pa, length));
        if (outcome.refusal() == null) {
            happened(Event.MAPPED_RANGE);
        }
        return outcome;
    }

    private Outcome map(long iova, long pa, int prot, List<Integer> plan) {
        long length = 0;
        int highest = 0;
        for (int sizeLg2 : plan) {
            length += 1L << sizeLg2;
            highest = Math.max(highest, levelOf(sizeLg2));
        }
        if (!grow(iova + length - 1, highest)) {
            return refused(Refusal.NO_FRAME);
        }
        Refusal refusal = null;
        long done = 0;
        long replaced = 0;
        long overmappedFirst = 0;
        long overmappedLast = 0;
        for (int sizeLg2 : plan) {
            Leaf leaf = new Leaf(iova + done, sizeLg2, pa + done, prot & 3);
            refusal = makeTables(leaf);
            if (refusal != null) {
                break;
            }
            long empty = 0;
            for (int level = 0; level < leaf.level(); level++) {
                empty += removeTables(level, leaf.iova, leaf.last());
            }
            if (empty != 0) {
                overmappedFirst = replaced == 0 ? leaf.iova : overmappedFirst;
                overmappedLast = leaf.last();
                replaced += empty;
                happened(Event.OVERMAPPED_EMPTY_TABLES);
            }
            entries.put(leaf.iova, leaf);
            done += leaf.size();
        }
        if (replaced != 0) {
            live -= replaced;
            told.add(String.format("invalidate 0x%x..0x%x true", overmappedFirst, overmappedLast));
        }
        if (refusal != null) {
            happened(Event.valueOf(refusal.name()));
            if (done != 0) {
                happened(Event.MAPPED_IN_PART);
            }
        } else if (iova + length - 1 == lastIova()) {
            happened(Event.REACHED_THE_LAST_ADDRESS);
        }
        return new Outcome(refusal, done);
    }

    private boolean grow(long last, int highestLeafLevel) {
        int needed = top;
        while (!reaches(needed, last) || needed < highestLeafLevel) {
            needed++;
        }
        if (needed == top) {
            return true;
        }
        if (live + needed - top > configuration.frames()) {
            return false;
        }
        happened(reaches(top, last) ? Event.GREW_FOR_THE_LEAF_LEVEL : Event.GREW_FOR_THE_RANGE);
        while (top < needed) {
            top++;
            live++;
            tables.get(top).add(0L);
        }
        told.add("changeTop to level " + top);
        return true;
    }

    /** Makes the tables above a leaf that is to be written; the tables made before a refusal stay. */
    private @Nullable Refusal makeTables(Leaf leaf) {
        Leaf cover = at(leaf.iova);
        if (cover != null && cover.level() > leaf.level()) {
            return Refusal.IN_USE;
        }
        for (int level = top - 1; level >= leaf.level(); level--) {
            long number = leaf.iova >>> tableLg2(level);
            if (!tables.get(level).contains(number)) {
                if (live == configuration.frames()) {
                    return Refusal.NO_FRAME;
                }
                live++;
                tables.get(level).add(number);
            }
        }
        Map.Entry<Long, Leaf> next = entries.ceilingEntry(leaf.iova);
        boolean free = cover == null && (next == null || Long.compareUnsigned(next.getKey(), leaf.last()) > 0);
        return free ? null : Refusal.IN_USE;
    }

    long unmap(long iova, long pageSize, long pageCount) {
        BigInteger length = MapRules.unsigned(pageSize).multiply(MapRules.unsigned(pageCount));
        BigInteger exactLast = MapRules.unsigned(iova).add(length).subtract(BigInteger.ONE);
        if (length.signum() == 0 || length.bitLength() > 64 || exactLast.bitLength() > 64) {
            happened(Event.UNMAP_OF_NO_RANGE);
            return 0;
        }
        long last = exactLast.longValue();
        if (!reaches(top, last)) {
            happened(Event.UNMAP_ABOVE_TOP);
            return 0;
        }
        long done = 0;
        long leaves = 0;
        while (done == 0 || Long.compareUnsigned(done, length.longValue()) < 0) {
            Leaf leaf = entries.remove(iova + done);
            if (leaf == null) {
                happened(
                        done != 0
                                ? Event.UNMAP_UP_TO_A_HOLE
                                : at(iova) != null ? Event.UNMAP_INSIDE_AN_ENTRY : Event.UNMAP_OF_A_HOLE);
                break;
            }
            done += leaf.size();
            leaves |= 1L << leaf.level();
        }
        if (done == 0) {
            return 0;
        }
        long unmappedLast = iova + done - 1;
        boolean beyond = Long.compareUnsigned(unmappedLast, last) > 0;
        long freed = 0;
        long freedLevels = 0;
        for (int level = 0; level < top; level++) {
            long before = freed;
            freed += removeTables(level, iova, beyond ? last : unmappedLast);
            freedLevels |= freed != before ? 1L << level : 0;
        }
        if (beyond) {
            happened(Event.UNMAP_BEYOND_THE_RANGE);
        }
        if (freed != 0) {
            happened(Event.UNMAP_THAT_FREED_TABLES);
        }
        if (configuration.mode() == GatherMode.NO_GAPS && !configuration.queued() && isDisjoint(iova, unmappedLast)) {
            happened(Event.GAP_SYNCED);
            sync();
        }
        gather(iova, unmappedLast);
        gatheredTables += freed;
        leafLevels |= leaves;
        tableLevels |= freedLevels;
        return done;
    }

    void sync() {
        if (gathered) {
            long first = configuration.queued() ? 0 : gatheredFirst;
            long last = configuration.queued() ? -1 : gatheredLast;
            told.add(String.format("invalidate 0x%x..0x%x %b", first, last, gatheredTables != 0));
            leafLevels = 0;
            tableLevels = 0;
            live -= gatheredTables;
            gatheredTables = 0;
            gathered = false;
        }
    }

    long iovaToPhys(long iova) {
        Leaf leaf = at(iova);
        happened(leaf == null ? Event.NOT_TRANSLATED : Event.TRANSLATED);
        return leaf == null ? -1 : leaf.oa + (iova - leaf.iova);
    }

    @Nullable
    Refusal setDirty(long iova) {
        Leaf leaf = at(iova);
        if (leaf != null) {
            leaf.dirty = true;
            happened(Event.DIRTY_SET);
            return null;
        }
        happened(reaches(top, iova) ? Event.DIRTY_OF_A_HOLE : Event.DIRTY_ABOVE_TOP);
        return reaches(top, iova) ? Refusal.NO_TRANSLATION : Refusal.ABOVE_TOP;
    }

    Cleaning clean(long iova, long length, boolean clear) {
        BigInteger exactLast =
                MapRules.unsigned(iova).add(MapRules.unsigned(length)).subtract(BigInteger.ONE);
        Refusal refusal = length == 0
                ? Refusal.LENGTH_ZERO
                : exactLast.bitLength() > 64
                        ? Refusal.IOVA_OVERFLOW
                        : reaches(top, exactLast.longValue()) ? null : Refusal.ABOVE_TOP;
        List<String> records = new ArrayList<>();
        if (refusal != null) {
            happened(Event.CLEAN_REFUSED);
            return new Cleaning(refusal, records);
        }
        long last = exactLast.longValue();
        Leaf leaf = at(iova);
        Map.Entry<Long, Leaf> next = leaf == null ? entries.ceilingEntry(iova) : entries.floorEntry(iova);
        for (;
                next != null && Long.compareUnsigned(next.getKey(), last) <= 0;
                next = entries.higherEntry(next.getKey())) {
            leaf = next.getValue();
            if (leaf.dirty) {
                long from = Long.compareUnsigned(leaf.iova, iova) < 0 ? iova : leaf.iova;
                long to = Long.compareUnsigned(leaf.last(), last) > 0 ? last : leaf.last();
                records.add(String.format("0x%x+0x%x", from, to - from + 1));
                happened(
                        !clear
                                ? Event.NOT_CLEARED
                                : from != leaf.iova || to != leaf.last() ? Event.CLEANED_IN_PART : Event.CLEANED);
                if (clear) {
                    leaf.dirty = false;
                    gather(leaf.iova, leaf.last());
                    leafLevels |= 1L << leaf.level();
                }
            }
        }
        return new Cleaning(null, records);
    }

    /** Takes away each table but the top below which nothing is translated; how many. */
    long reclaim() {
        long reclaimed = 0;
        long first = 0;
        long last = 0;
        int levels = 0;
        for (int level = 0; level < top; level++) {
            List<Long> empty = new ArrayList<>();
            for (long number : tables.get(level)) {
                long from = number << tableLg2(level);
                Long leaf = entries.ceilingKey(from);
                long to = from + (1L << tableLg2(level)) - 1;
                boolean isUsed = at(from) != null || (leaf != null && Long.compareUnsigned(leaf, to) <= 0);
                if (!isUsed) {
                    empty.add(number);
                    first = reclaimed == 0 || Long.compareUnsigned(from, first) < 0 ? from : first;
                    last = reclaimed == 0 || Long.compareUnsigned(to, last) > 0 ? to : last;
                    reclaimed++;
                }
            }
            empty.forEach(tables.get(level)::remove);
            levels += empty.isEmpty() ? 0 : 1;
        }
        live -= reclaimed;
        if (reclaimed != 0) {
            told.add(String.format("invalidate 0x%x..0x%x true", first, last));
        }
        happened(
                reclaimed == 0
                        ? Event.NOTHING_TO_RECLAIM
                        : levels > 1 ? Event.RECLAIMED_TABLES_ABOVE : Event.RECLAIMED);
        return reclaimed;
    }

    /** The answer of a cut: 1 if an entry was cut, 0 if there was none to cut. */
    Outcome cut(long iova) {
        if (Long.remainderUnsigned(iova, Long.lowestOneBit(sizes)) != 0) {
            happened(Event.CUT_MISALIGNED);
            return new Outcome(Refusal.CUT_MISALIGNED, 0);
        }
        if (Long.compareUnsigned(iova, lastIova()) > 0) {
            happened(Event.CUT_BEYOND_VA_WIDTH);
            return new Outcome(Refusal.BEYOND_VA_WIDTH, 0);
        }
        Leaf leaf = at(iova);
        if (leaf == null || leaf.iova == iova) {
            happened(leaf == null ? Event.CUT_OF_A_HOLE : Event.CUT_WHERE_AN_ENTRY_BEGINS);
            return new Outcome(null, 0);
        }
        List<Leaf> parts = new ArrayList<>();
        parts.addAll(partsOf(leaf, leaf.iova, iova - leaf.iova));
        parts.addAll(partsOf(leaf, iova, leaf.size() - (iova - leaf.iova)));
        List<NavigableSet<Long>> missing = new ArrayList<>();
        long made = 0;
        for (int level = 0; level < leaf.level(); level++) {
            NavigableSet<Long> numbers = new TreeSet<>();
            for (Leaf part : parts) {
                if (part.level() <= level) {
                    numbers.add(part.iova >>> tableLg2(level));
                }
            }
            missing.add(numbers);
            made += numbers.size();
        }
        if (live + made > configuration.frames()) {
            happened(Event.CUT_WITHOUT_FRAMES);
            return new Outcome(Refusal.NO_FRAME, 0);
        }
        live += made;
        for (int level = 0; level < leaf.level(); level++) {
            tables.get(level).addAll(missing.get(level));
        }
        entries.remove(leaf.iova);
        parts.forEach(part -> entries.put(part.iova, part));
        told.add(String.format("invalidate 0x%x..0x%x false", leaf.iova, leaf.last()));
        happened(Event.CUT);
        happened(made == 0 ? Event.CUT_WITHOUT_TABLES : Event.CUT_THAT_MADE_TABLES);
        if (leaf.dirty) {
            happened(Event.CUT_OF_A_DIRTY_ENTRY);
        }
        return new Outcome(null, 1);
    }

    private List<Leaf> partsOf(Leaf whole, long iova, long length) {
        List<Leaf> parts = new ArrayList<>();
        for (long done = 0; done != length; done += parts.get(parts.size() - 1).size()) {
            long oa = whole.oa + (iova + done - whole.iova);
            Leaf part = new Leaf(iova + done, bestSize(iova + done, oa, length - done), oa, whole.prot);
            part.dirty = whole.dirty;
            parts.add(part);
        }
        return parts;
    }

    /** The word of each item of an entry, as section 1 of that page puts it together. */
    long item(Leaf leaf) {
        long word = 1 | (long) leaf.prot << 61;
        word |= configuration.forceCoherence() ? 1L << 60 : 0;
        word |= leaf.dirty ? 1L << 6 : 0;
        if (leaf.sizeLg2 == 12 + 9 * leaf.level()) {
            return word | leaf.oa;
        }
        return word | 7L << 9 | (leaf.oa >>> 12 | ((1L << (leaf.sizeLg2 - 13)) - 1)) << 12;
    }

    long reachableTables() {
        return tables.stream().mapToLong(Set::size).sum();
    }

    /** The entry that translates an address. */
    @Nullable
    Leaf at(long iova) {
        Map.Entry<Long, Leaf> floor = entries.floorEntry(iova);
        return floor == null || Long.compareUnsigned(floor.getValue().last(), iova) < 0 ? null : floor.getValue();
    }

    long lastIova() {
        return configuration.vaLg2() == 64 ? -1 : (1L << configuration.vaLg2()) - 1;
    }

    long lastOfTop() {
        return top == 5 ? -1 : (1L << tableLg2(top)) - 1;
    }

    private boolean reaches(int level, long va) {
        return Long.compareUnsigned(va, lastIova()) <= 0 && (level == 5 || va >>> tableLg2(level) == 0);
    }

    private boolean isDisjoint(long first, long last) {
        if (!gathered) {
            return false;
        }
        BigInteger gapAfter = MapRules.unsigned(first).subtract(MapRules.unsigned(gatheredLast));
        BigInteger gapBefore = MapRules.unsigned(gatheredFirst).subtract(MapRules.unsigned(last));
        return gapAfter.compareTo(BigInteger.ONE) > 0 || gapBefore.compareTo(BigInteger.ONE) > 0;
    }

    private void gather(long first, long last) {
        gatheredFirst = gathered && Long.compareUnsigned(gatheredFirst, first) < 0 ? gatheredFirst : first;
        gatheredLast = gathered && Long.compareUnsigned(gatheredLast, last) > 0 ? gatheredLast : last;
        gathered = true;
    }

    /** Takes away the tables of a level whose whole span lies in a range. */
    private long removeTables(int level, long first, long last) {
        long offset = (1L << tableLg2(level)) - 1;
        long from = (first >>> tableLg2(level)) + ((first & offset) != 0 ? 1 : 0);
        long to = (last >>> tableLg2(level)) - ((last & offset) != offset ? 1 : 0);
        if (from > to) {
            return 0;
        }
        Set<Long> inside = tables.get(level).subSet(from, true, to, true);
        long count = inside.size();
        inside.clear();
        return count;
    }

    private int bestSize(long iova, long pa, long length) {
        for (int s = 51; s >= 12; s--) {
            boolean fits = (sizes >>> s & 1) == 1
                    && Long.remainderUnsigned(iova, 1L << s) == 0
                    && Long.remainderUnsigned(pa, 1L << s) == 0
                    && Long.compareUnsigned(1L << s, length) <= 0;
            if (fits) {
                return s;
            }
        }
        throw new AssertionError("the rules let a range pass that holds no page");
    }

    private Outcome refused(@Nullable Refusal refusal) {
        happened(Event.valueOf(java.util.Objects.requireNonNull(refusal).name()));
        return new Outcome(refusal, 0);
    }

    private void happened(Event event) {
        events.merge(event, 1, Integer::sum);
    }

    static long supportedSizes(TableConfiguration configuration) {
        long supported = 0;
        for (int s = 12; s < configuration.oaLg2(); s++) {
            boolean fitsVa = configuration.rules() == LinuxRules.LINUX_6_19
                    ? 12 + 9 * levelOf(s) < configuration.vaLg2()
                    : s < configuration.vaLg2() - 1;
            supported |= fitsVa && s != 39 ? configuration.onlySizes() & 1L << s : 0;
        }
        return supported;
    }

    static int levelOf(int sizeLg2) {
        return (sizeLg2 - 12) / 9;
    }

    /** Log2 of the span of a table below level 5. */
    private static int tableLg2(int level) {
        return 21 + 9 * level;
    }
}
