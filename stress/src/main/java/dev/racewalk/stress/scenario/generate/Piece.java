package dev.racewalk.stress.scenario.generate;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.ScriptDevice;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.Spot;
import java.util.List;

/** What an actor of a generated scenario does, with what must be there before. An actor does one or several of them. */
enum Piece {
    MAP_PAGE(Kind.MAP),
    MAP_PAGES(Kind.MAP),
    MAP_RUN(Kind.MAP),
    MAP_RANGE(Kind.MAP),
    MAP_LEAVES(Kind.MAP),
    MAP_LARGE(Kind.MAP),
    MAP_ACROSS_TABLES(Kind.MAP),
    MAP_LONG_RUN(Kind.MAP),
    MAP_LONG_RANGE(Kind.MAP),
    MAP_USED_PAGE(Kind.REFUSED),
    MAP_RUN_FIRST_USED(Kind.REFUSED),
    MAP_RUN_LAST_USED(Kind.REFUSED),
    MAP_LONG_RUN_LAST_USED(Kind.REFUSED),
    MAP_PAGES_THIRD_USED(Kind.REFUSED),
    MAP_LEAVES_LAST_USED(Kind.REFUSED),
    MAP_ACROSS_LAST_USED(Kind.REFUSED),
    MAP_OVER_EMPTY(Kind.OVERMAP),
    MAP_OVER_FOUR_EMPTY(Kind.OVERMAP),
    MAP_OVER_USED(Kind.OVERMAP),
    MAP_OVER_FOUR_LAST_USED(Kind.OVERMAP),
    MAP_OVER_DEEP(Kind.OVERMAP),
    MAP_OVER_DEEP_USED(Kind.OVERMAP),
    COVER_FIRST_TOP(Kind.TOP),
    UNMAP_PAGE(Kind.UNMAP),
    UNMAP_PAGES(Kind.UNMAP),
    UNMAP_TO_HOLE(Kind.UNMAP),
    UNMAP_THEN_WRITE(Kind.UNMAP),
    UNMAP_PART_OF_RUN(Kind.UNMAP),
    UNMAP_INSIDE_RUN(Kind.UNMAP),
    UNMAP_LEAVES(Kind.UNMAP),
    UNMAP_LEAVES_TO_HOLE(Kind.UNMAP),
    UNMAP_LONG_RUN(Kind.UNMAP),
    UNMAP_LONG_RANGE(Kind.UNMAP),
    UNMAP_LARGE(Kind.UNMAP),
    UNMAP_TABLE(Kind.RETIRE),
    UNMAP_TAIL_OF_TABLE(Kind.RETIRE),
    UNMAP_INTO_TABLE(Kind.RETIRE),
    UNMAP_ACROSS_TABLES(Kind.RETIRE),
    UNMAP_TWO_APART(Kind.RETIRE),
    MOVE_PAGE(Kind.UNMAP),
    REMAP_TABLE(Kind.RETIRE),
    LOOK(Kind.LOOK),
    USE_LARGE(Kind.LOOK),
    USE_NOTHING(Kind.LOOK),
    CLEAN_PAGE(Kind.DIRTY),
    CLEAN_RUN(Kind.DIRTY),
    CLEAN_PART_OF_RUN(Kind.DIRTY),
    CLEAN_RANGE(Kind.DIRTY),
    CLEAN_PART_OF_LARGE(Kind.DIRTY),
    DIRTY_PAGE(Kind.DIRTY),
    DEVICE_READS(Kind.DEVICE),
    DEVICE_READS_COLD(Kind.DEVICE),
    DEVICE_READS_BESIDE(Kind.DEVICE),
    DEVICE_WRITES(Kind.WRITE),
    SECOND_READS(Kind.DEVICE),
    CLOCK_AND_READ(Kind.DEVICE),
    ATTACH(Kind.DEVICE),
    DETACH(Kind.DEVICE),
    CUT_RUN(Kind.CUT),
    CUT_LARGE(Kind.CUT),
    RECLAIM(Kind.RECLAIM),
    UNMAP_PAGE_AND_RECLAIM(Kind.RECLAIM),
    UNMAP_LARGE_AND_RECLAIM(Kind.RECLAIM),
    CLOSE(Kind.CLOSE);

    /** What pieces have in common. */
    enum Kind {
        MAP,
        REFUSED,
        OVERMAP,
        TOP,
        UNMAP,
        /** Unmaps of whole tables, which are freed. */
        RETIRE,
        LOOK,
        DIRTY,
        DEVICE,
        WRITE,
        CUT,
        /** Empty tables are taken away: what lies in such a table may be another actor's. */
        RECLAIM,
        CLOSE
    }

    private static final long K4 = 1L << 12;
    private static final long K16 = 1L << 14;
    private static final long K32 = 1L << 15;
    private static final long K64 = 1L << 16;
    private static final long K256 = 1L << 18;
    private static final long M1 = 1L << 20;
    private static final long M2 = 1L << 21;
    private static final long M8 = 1L << 23;
    private static final long G1 = 1L << 30;

    /** Pages that take leaves of 128, 64, 32, 8 and 4 KiB. */
    private static final int ODD = 59;

    /** Pages of which more than eight stay one leaf each, and no multiple of eight. */
    private static final int LEAVES = 11;

    /** The same, and so many that they are cleared together. */
    private static final int MANY_LEAVES = 35;

    private final Kind kind;

    Piece(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Whether it needs nothing before, so that it can be where the table must grow. */
    boolean canGrow() {
        return kind == Kind.MAP;
    }

    /** Whether it can be above the top without making the table grow for it before. */
    boolean canBeAboveTop() {
        return canGrow() || this == USE_NOTHING;
    }

    /** Whether it works on single pages, of which others may use the neighbours. */
    boolean isOfPages() {
        return switch (this) {
            case MAP_PAGE,
                    MAP_USED_PAGE,
                    UNMAP_PAGE,
                    UNMAP_THEN_WRITE,
                    MOVE_PAGE,
                    LOOK,
                    USE_NOTHING,
                    CLEAN_PAGE,
                    DIRTY_PAGE -> true;
            default -> false;
        };
    }

    /** Whether it works on many items, each a step, so that random scenarios have few of them. */
    boolean isLong() {
        return switch (this) {
            case MAP_LONG_RUN,
                    MAP_LONG_RANGE,
                    MAP_LONG_RUN_LAST_USED,
                    UNMAP_LEAVES,
                    UNMAP_LEAVES_TO_HOLE,
                    UNMAP_LONG_RUN,
                    UNMAP_LONG_RANGE -> true;
            default -> false;
        };
    }

    /** Whether it works on more than eight pages of a table. */
    boolean isWide() {
        return isLong() || this == MAP_LEAVES || this == MAP_LEAVES_LAST_USED || this == MAP_RUN_LAST_USED;
    }

    /** Whether it works on the last pages of a table and the first of the next. */
    boolean isAcrossTables() {
        return switch (this) {
            case MAP_ACROSS_TABLES, MAP_ACROSS_LAST_USED, UNMAP_ACROSS_TABLES, CLEAN_RANGE -> true;
            default -> false;
        };
    }

    /** Whether it works on whole tables, beside which no page of an other actor lies. */
    boolean isOfTables() {
        return switch (this) {
            case MAP_LARGE,
                    MAP_OVER_EMPTY,
                    MAP_OVER_FOUR_EMPTY,
                    MAP_OVER_USED,
                    MAP_OVER_FOUR_LAST_USED,
                    UNMAP_LARGE,
                    UNMAP_TABLE,
                    USE_LARGE,
                    CLEAN_PART_OF_LARGE,
                    CUT_LARGE,
                    UNMAP_LARGE_AND_RECLAIM,
                    REMAP_TABLE -> true;
            default -> false;
        };
    }

    /** Whether devices have cached no translation of what is worked on when it is done. */
    boolean startsCold() {
        return this == DEVICE_READS_COLD || this == DEVICE_READS_BESIDE;
    }

    boolean needsDevice() {
        return switch (kind) {
            case DEVICE, WRITE, DIRTY, CLOSE -> true;
            default -> this == UNMAP_THEN_WRITE;
        };
    }

    /** The part that makes others find it: called for each actor before {@link #act}. */
    void prepare(Draft d, int actor, long table, int page) {
        long iova = table + page * K4;
        switch (this) {
            case MAP_PAGE, MAP_PAGES, MAP_RUN, MAP_RANGE, MAP_LARGE, MAP_LONG_RUN -> d.focus(actor, iova);
            case MAP_ACROSS_TABLES -> d.focus(actor, table + M2 - K4, table + M2);
            case MAP_LONG_RANGE -> d.focus(actor, iova, iova + (ODD - 1) * K4);
            case MAP_LEAVES -> d.focus(actor, iova + (LEAVES - 1) * K4);
            case MAP_USED_PAGE, LOOK, CLEAN_PAGE, DIRTY_PAGE -> {
                d.pageBefore(iova);
                d.focus(actor, iova);
            }
            case USE_NOTHING -> d.focus(actor, iova);
            case CUT_RUN -> {
                d.mapBefore(iova, K32);
                d.focus(actor, iova, iova + K32 - K4);
            }
            case CUT_LARGE, UNMAP_LARGE_AND_RECLAIM -> {
                d.mapBefore(table, M2);
                d.focus(actor, table, table + M2 - K4);
            }
            case RECLAIM -> {
                d.before(ScriptOp.on(OpKind.EMPTY, table, K4));
                d.focus(actor, elsewhere(table));
            }
            case UNMAP_PAGE_AND_RECLAIM -> {
                d.pageBefore(iova);
                d.focus(actor, iova);
            }
            case UNMAP_PAGE, UNMAP_THEN_WRITE, MOVE_PAGE -> {
                d.pageBefore(iova);
                d.focus(actor, iova);
            }
            case UNMAP_PAGES -> {
                d.pageBefore(iova);
                d.pageBefore(iova + K4);
                d.focus(actor, iova + K4);
            }
            case UNMAP_TO_HOLE -> {
                d.pageBefore(iova);
                d.pageBefore(iova + 2 * K4);
                d.focus(actor, iova, iova + 2 * K4);
            }
            case UNMAP_LEAVES, UNMAP_LEAVES_TO_HOLE -> {
                d.before(leaves(iova, MANY_LEAVES));
                d.focus(actor, iova + (MANY_LEAVES - 1) * K4);
            }
            case UNMAP_LONG_RANGE -> {
                d.before(ScriptOp.mapRange(iova, ODD * K4));
                d.focus(actor, iova + (ODD - 1) * K4);
            }
            case MAP_RUN_FIRST_USED -> {
                d.pageBefore(iova);
                d.focus(actor, iova, iova + K4);
            }
            case MAP_RUN_LAST_USED -> {
                d.pageBefore(iova + K64 - K4);
                d.focus(actor, iova + K64 - K4);
            }
            case MAP_LONG_RUN_LAST_USED -> {
                d.pageBefore(iova + K256 - K4);
                d.focus(actor, iova + K256 - K4);
            }
            case MAP_PAGES_THIRD_USED -> {
                d.pageBefore(iova + 2 * K4);
                d.focus(actor, iova);
            }
            case MAP_LEAVES_LAST_USED -> {
                d.pageBefore(iova + (LEAVES - 1) * K4);
                d.focus(actor, iova + (LEAVES - 2) * K4);
            }
            case MAP_ACROSS_LAST_USED -> {
                d.pageBefore(table + M2);
                d.focus(actor, table + M2 - K4, table + M2);
            }
            case MAP_OVER_EMPTY -> {
                d.before(ScriptOp.on(OpKind.EMPTY, table, K4));
                d.focus(actor, table);
            }
            case MAP_OVER_FOUR_EMPTY -> { // frees as many tables as make a magazine travel
                d.before(ScriptOp.on(OpKind.EMPTY, table, K4));
                d.before(ScriptOp.on(OpKind.EMPTY, table + M2, K4));
                d.before(ScriptOp.on(OpKind.EMPTY, table + 3 * M2, K4));
                d.focus(actor, table, table + 3 * M2);
            }
            case MAP_OVER_USED -> {
                d.pageBefore(table + M2 - K4);
                d.focus(actor, table + M2 - K4);
            }
            case MAP_OVER_FOUR_LAST_USED -> {
                d.before(ScriptOp.on(OpKind.EMPTY, table, K4));
                d.pageBefore(table + 3 * M2 + K4);
                d.focus(actor, table + 3 * M2 + K4);
            }
            case MAP_OVER_DEEP -> {
                d.before(ScriptOp.on(OpKind.EMPTY, deep(table), K4));
                d.focus(actor, deep(table));
            }
            case MAP_OVER_DEEP_USED -> {
                d.pageBefore(deep(table) + M2 - K4);
                d.focus(actor, deep(table) + M2 - K4);
            }
            case COVER_FIRST_TOP -> d.focus(actor, Spot.item(1, 0));
            case UNMAP_PART_OF_RUN, UNMAP_INSIDE_RUN, CLEAN_RUN, CLEAN_PART_OF_RUN -> {
                d.mapBefore(iova, K32);
                d.focus(actor, iova, iova + K32 - K4);
            }
            case CLEAN_RANGE -> {
                d.mapBefore(table + M2 - K32, K32);
                d.pageBefore(table + M2 + K4);
                d.focus(actor, table + M2 - K4, table + M2 + K4);
            }
            case UNMAP_LONG_RUN -> {
                d.mapBefore(iova, K256);
                d.focus(actor, iova + K256 - K4);
            }
            case UNMAP_LARGE, USE_LARGE, CLEAN_PART_OF_LARGE -> {
                d.mapBefore(table, M2);
                d.focus(actor, table);
            }
            case UNMAP_TABLE, REMAP_TABLE -> {
                d.mapBefore(table, M1);
                d.mapBefore(table + M1, M1);
                d.focus(actor, table, table + M1);
            }
            case UNMAP_TAIL_OF_TABLE -> {
                d.mapBefore(table + M1, M1);
                d.focus(actor, table + M1);
            }
            case UNMAP_INTO_TABLE -> {
                d.mapBefore(table - M2, M2);
                d.pageBefore(table);
                d.focus(actor, table);
            }
            case UNMAP_ACROSS_TABLES -> {
                d.pageBefore(table + M2 - K4);
                d.pageBefore(table + M2);
                d.focus(actor, table + M2 - K4, table + M2);
            }
            case UNMAP_TWO_APART -> {
                d.pageBefore(iova);
                d.mapBefore(table + 4 * M2, M1);
                d.mapBefore(table + 4 * M2 + M1, M1);
                d.focus(actor, iova, table + 4 * M2);
            }
            case DEVICE_READS, DEVICE_READS_COLD, DEVICE_READS_BESIDE, DEVICE_WRITES, CLOCK_AND_READ, CLOSE -> {
                // their work shows nowhere
            }
            case SECOND_READS, DETACH -> d.head(d.head().with(new ScriptDevice(true, 0), new ScriptDevice(true, 0)));
            case ATTACH -> d.head(d.head().with(new ScriptDevice(true, 0), new ScriptDevice(false, 0)));
        }
    }

    /** In a table that item 0 of a table above leads to. */
    private static long deep(long table) {
        return (table & -G1) + Spot.item(1, 24);
    }

    /** In a table that nobody else uses, for which a frame may be used again. */
    private static long elsewhere(long table) {
        return (table & -G1) + Spot.item(1, 40) + Spot.item(0, 40);
    }

    /** What it does. */
    void act(Draft d, int actor, long table, int page) {
        long iova = table + page * K4;
        switch (this) {
            case MAP_PAGE, MAP_USED_PAGE -> d.add(actor, ScriptOp.map(iova, K4, 1));
            case MAP_PAGES, MAP_PAGES_THIRD_USED -> d.add(actor, ScriptOp.map(iova + (page % 4 == 0 ? K4 : 0), K4, 3));
            case MAP_RUN, MAP_RUN_FIRST_USED -> d.add(actor, ScriptOp.map(iova, K16, 1));
            case MAP_RUN_LAST_USED -> d.add(actor, ScriptOp.map(iova, K64, 1));
            case MAP_RANGE -> d.add(actor, ScriptOp.mapRange(iova, K16 + 2 * K4));
            case MAP_LARGE, MAP_OVER_EMPTY, MAP_OVER_USED -> d.add(actor, ScriptOp.map(table, M2, 1));
            case MAP_LEAVES, MAP_LEAVES_LAST_USED -> d.add(actor, leaves(iova, LEAVES));
            case MAP_ACROSS_TABLES -> d.add(actor, ScriptOp.mapRange(table + M2 - K4 - K16, 2 * (K4 + K16)));
            case MAP_ACROSS_LAST_USED -> d.add(actor, leaves(table + M2 - 2 * K4, 3));
            case MAP_LONG_RUN, MAP_LONG_RUN_LAST_USED -> d.add(actor, ScriptOp.map(iova, K256, 1));
            case MAP_LONG_RANGE -> d.add(actor, ScriptOp.map(iova, K4, ODD));
            case MAP_OVER_FOUR_EMPTY, MAP_OVER_FOUR_LAST_USED -> d.add(actor, ScriptOp.map(table, M8, 1));
            case MAP_OVER_DEEP, MAP_OVER_DEEP_USED -> d.add(actor, ScriptOp.map(table & -G1, G1, 1));
            case COVER_FIRST_TOP -> coverFirstTop(d, actor);
            case UNMAP_PAGE -> unmap(d, actor, iova, K4);
            case UNMAP_PAGES -> unmap(d, actor, iova, 2 * K4);
            case UNMAP_TO_HOLE -> unmap(d, actor, iova, 3 * K4);
            case UNMAP_THEN_WRITE -> {
                d.add(actor, ScriptOp.on(OpKind.UNMAP, iova, K4));
                d.add(actor, ScriptOp.at(OpKind.WRITE, iova, 0));
                d.sync(actor);
            }
            case UNMAP_LEAVES -> unmap(d, actor, iova, MANY_LEAVES * K4);
            case UNMAP_LEAVES_TO_HOLE -> unmap(d, actor, iova, (MANY_LEAVES + 1) * K4);
            case UNMAP_LONG_RANGE -> unmap(d, actor, iova, ODD * K4);
            case UNMAP_PART_OF_RUN -> unmap(d, actor, iova, K4);
            case UNMAP_INSIDE_RUN -> unmap(d, actor, iova + K4, K4);
            case UNMAP_LONG_RUN -> unmap(d, actor, iova, K256);
            case UNMAP_LARGE, UNMAP_TABLE -> unmap(d, actor, table, M2);
            case UNMAP_TAIL_OF_TABLE -> unmap(d, actor, table + M1, M1);
            case UNMAP_INTO_TABLE -> unmap(d, actor, table - M2, M2 + K4);
            case UNMAP_ACROSS_TABLES -> unmap(d, actor, table + M2 - K4, 2 * K4);
            case UNMAP_TWO_APART -> {
                d.add(actor, ScriptOp.on(OpKind.UNMAP, iova, K4));
                unmap(d, actor, table + 4 * M2, M2);
            }
            case MOVE_PAGE -> {
                unmap(d, actor, iova, K4);
                ScriptOp map = ScriptOp.map(iova, K4, 1);
                d.add(actor, map.to(map.oa() + M2));
            }
            case REMAP_TABLE -> {
                unmap(d, actor, table, M2);
                d.add(actor, ScriptOp.map(table + K4, K4, 1));
            }
            case CUT_RUN -> d.add(actor, ScriptOp.at(OpKind.CUT, iova + K4, 0));
            case CUT_LARGE -> d.add(actor, ScriptOp.at(OpKind.CUT, table + M1, 0));
            case RECLAIM -> {
                d.add(actor, ScriptOp.plain(OpKind.RECLAIM));
                d.add(actor, ScriptOp.map(elsewhere(table), K4, 1));
            }
            case UNMAP_PAGE_AND_RECLAIM -> {
                unmap(d, actor, iova, K4);
                d.add(actor, ScriptOp.plain(OpKind.RECLAIM));
            }
            case UNMAP_LARGE_AND_RECLAIM -> {
                unmap(d, actor, table, M2);
                d.add(actor, ScriptOp.plain(OpKind.RECLAIM));
            }
            case LOOK -> d.add(actor, ScriptOp.at(OpKind.LOOK, iova, 0));
            case USE_LARGE -> {
                d.add(actor, ScriptOp.at(OpKind.LOOK, table + M1, 0));
                d.add(actor, ScriptOp.at(OpKind.DIRTY, table + M1, 0));
            }
            case USE_NOTHING -> {
                d.add(actor, ScriptOp.at(OpKind.LOOK, iova, 0));
                d.add(actor, ScriptOp.at(OpKind.DIRTY, iova, 0));
                d.add(actor, ScriptOp.on(OpKind.CLEAN, iova, K4));
                unmap(d, actor, iova, K4);
            }
            case CLEAN_PAGE -> clean(d, actor, iova, K4);
            case CLEAN_RUN -> {
                d.warm(ScriptOp.at(OpKind.WRITE, iova + K32 - K4, 0));
                clean(d, actor, iova, K32);
            }
            case CLEAN_PART_OF_RUN -> {
                d.warm(ScriptOp.at(OpKind.WRITE, iova, 0));
                d.warm(ScriptOp.at(OpKind.WRITE, iova + K32 - K4, 0));
                clean(d, actor, iova, K4);
            }
            case CLEAN_RANGE -> {
                d.warm(ScriptOp.at(OpKind.WRITE, table + M2 - K4, 0));
                d.warm(ScriptOp.at(OpKind.WRITE, table + M2 + K4, 0));
                clean(d, actor, table + M2 - K16, K16 + 2 * K4);
            }
            case CLEAN_PART_OF_LARGE -> {
                d.warm(ScriptOp.at(OpKind.WRITE, table + M1, 0));
                clean(d, actor, table + K4, K4);
            }
            case DIRTY_PAGE -> d.add(actor, ScriptOp.at(OpKind.DIRTY, iova, 0));
            case DEVICE_READS -> read(d, actor, 0);
            case DEVICE_READS_COLD -> read(d, actor, 0);
            case DEVICE_READS_BESIDE -> {
                last(d.focusOfOthers(actor))
                        .forEach(each -> d.warm(ScriptOp.at(OpKind.READ, (each & -M2) + M2 - K4, 0)));
                read(d, actor, 0);
            }
            case DEVICE_WRITES ->
                first(d.focusOfOthers(actor)).forEach(each -> d.add(actor, ScriptOp.at(OpKind.WRITE, each, 0)));
            case CLOCK_AND_READ -> {
                d.add(actor, ScriptOp.plain(OpKind.CLOCK));
                first(d.focusOfOthers(actor)).forEach(each -> d.add(actor, ScriptOp.at(OpKind.READ, each, 0)));
            }
            case SECOND_READS -> read(d, actor, 1);
            case ATTACH -> {
                d.add(actor, ScriptOp.at(OpKind.ATTACH, 0, 1));
                read(d, actor, 1);
            }
            case DETACH -> d.add(actor, ScriptOp.at(OpKind.DETACH, 0, 1));
            case CLOSE -> d.add(actor, ScriptOp.plain(OpKind.CLOSE));
        }
    }

    /** Pages that no larger leaf holds, whatever their number. */
    private static ScriptOp leaves(long iova, int pages) {
        return ScriptOp.map(iova, K4, pages).to(Addresses.oaOfPages(iova, Level.GRANULE_LG2));
    }

    private static void coverFirstTop(Draft d, int actor) {
        d.add(actor, ScriptOp.at(OpKind.LOOK, Spot.item(1, 0), 0));
        d.add(actor, ScriptOp.map(0, G1, 1));
        unmap(d, actor, 0, G1);
        d.add(actor, ScriptOp.map(Spot.item(1, 0), K4, 1));
    }

    private static void unmap(Draft d, int actor, long iova, long length) {
        d.add(actor, ScriptOp.on(OpKind.UNMAP, iova, length));
        d.sync(actor);
    }

    private static void clean(Draft d, int actor, long iova, long length) {
        d.add(actor, ScriptOp.on(OpKind.CLEAN, iova, length));
        d.sync(actor);
    }

    private static void read(Draft d, int actor, int device) {
        for (long each : last(d.focusOfOthers(actor))) {
            d.add(actor, ScriptOp.at(OpKind.READ, each, device));
        }
    }

    private static List<Long> first(List<Long> addresses) {
        return addresses.subList(0, Math.min(1, addresses.size()));
    }

    /** The last two. */
    private static List<Long> last(List<Long> addresses) {
        return addresses.subList(Math.max(0, addresses.size() - 2), addresses.size());
    }
}
