package dev.racewalk.stress.scenario.generate;

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
    MAP_LARGE(Kind.MAP),
    MAP_ACROSS_TABLES(Kind.MAP),
    MAP_LONG_RUN(Kind.MAP),
    MAP_LONG_RANGE(Kind.MAP),
    MAP_USED_PAGE(Kind.REFUSED),
    MAP_RUN_FIRST_USED(Kind.REFUSED),
    MAP_RUN_LAST_USED(Kind.REFUSED),
    MAP_LONG_RUN_LAST_USED(Kind.REFUSED),
    MAP_PAGES_THIRD_USED(Kind.REFUSED),
    MAP_OVER_EMPTY(Kind.OVERMAP),
    MAP_OVER_FOUR_EMPTY(Kind.OVERMAP),
    MAP_OVER_USED(Kind.OVERMAP),
    MAP_OVER_FOUR_LAST_USED(Kind.OVERMAP),
    MAP_OVER_DEEP(Kind.OVERMAP),
    COVER_FIRST_TOP(Kind.TOP),
    UNMAP_PAGE(Kind.UNMAP),
    UNMAP_PAGES(Kind.UNMAP),
    UNMAP_PART_OF_RUN(Kind.UNMAP),
    UNMAP_LONG_RUN(Kind.UNMAP),
    UNMAP_LARGE(Kind.UNMAP),
    UNMAP_TABLE(Kind.RETIRE),
    UNMAP_TAIL_OF_TABLE(Kind.RETIRE),
    UNMAP_INTO_TABLE(Kind.RETIRE),
    UNMAP_TWO_APART(Kind.RETIRE),
    MOVE_PAGE(Kind.UNMAP),
    REMAP_TABLE(Kind.RETIRE),
    LOOK(Kind.LOOK),
    CLEAN_PAGE(Kind.DIRTY),
    CLEAN_RUN(Kind.DIRTY),
    CLEAN_PART_OF_RUN(Kind.DIRTY),
    DIRTY_PAGE(Kind.DIRTY),
    DEVICE_READS(Kind.DEVICE),
    DEVICE_READS_COLD(Kind.DEVICE),
    DEVICE_READS_BESIDE(Kind.DEVICE),
    DEVICE_WRITES(Kind.DEVICE),
    CLOCK_AND_READ(Kind.DEVICE),
    ATTACH(Kind.DEVICE),
    DETACH(Kind.DEVICE),
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
        CLOSE
    }

    private static final long K4 = 1L << 12;
    private static final long K16 = 1L << 14;
    private static final long K32 = 1L << 15;
    private static final long K256 = 1L << 18;
    private static final long M1 = 1L << 20;
    private static final long M2 = 1L << 21;
    private static final long M8 = 1L << 23;
    private static final long G1 = 1L << 30;

    /** A number of pages that is no multiple of eight. */
    private static final int ODD = 41;

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

    /** Whether it works on single pages, of which others may use the neighbours. */
    boolean isOfPages() {
        return switch (this) {
            case MAP_PAGE, MAP_USED_PAGE, UNMAP_PAGE, MOVE_PAGE, LOOK, CLEAN_PAGE, DIRTY_PAGE -> true;
            default -> false;
        };
    }

    /** Whether it works on many items, each a step, so that random scenarios have few of them. */
    boolean isLong() {
        return this == MAP_LONG_RUN
                || this == MAP_LONG_RANGE
                || this == MAP_LONG_RUN_LAST_USED
                || this == UNMAP_LONG_RUN;
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
                    REMAP_TABLE -> true;
            default -> false;
        };
    }

    /** Whether devices have cached no translation of what is worked on when it is done. */
    boolean startsCold() {
        return this == DEVICE_READS_COLD || this == DEVICE_READS_BESIDE;
    }

    boolean needsDevice() {
        return kind == Kind.DEVICE || kind == Kind.DIRTY || kind == Kind.CLOSE;
    }

    /** The part that makes others find it: called for each actor before {@link #act}. */
    void prepare(Draft d, int actor, long table, int page) {
        long iova = table + page * K4;
        switch (this) {
            case MAP_PAGE, MAP_PAGES, MAP_RUN, MAP_RANGE, MAP_LARGE, MAP_LONG_RUN -> d.focus(actor, iova);
            case MAP_ACROSS_TABLES -> d.focus(actor, table + M2 - K4, table + M2);
            case MAP_LONG_RANGE -> d.focus(actor, iova, iova + (ODD - 1) * K4);
            case MAP_USED_PAGE, LOOK, CLEAN_PAGE, DIRTY_PAGE -> {
                d.pageBefore(iova);
                d.focus(actor, iova);
            }
            case UNMAP_PAGE, MOVE_PAGE -> {
                d.pageBefore(iova);
                d.focus(actor, iova);
            }
            case UNMAP_PAGES -> {
                d.pageBefore(iova);
                d.pageBefore(iova + K4);
                d.focus(actor, iova + K4);
            }
            case MAP_RUN_FIRST_USED -> {
                d.pageBefore(iova);
                d.focus(actor, iova, iova + K4);
            }
            case MAP_RUN_LAST_USED -> {
                d.pageBefore(iova + K16 - K4);
                d.focus(actor, iova + K16 - K4);
            }
            case MAP_LONG_RUN_LAST_USED -> {
                d.pageBefore(iova + K256 - K4);
                d.focus(actor, iova + K256 - K4);
            }
            case MAP_PAGES_THIRD_USED -> {
                d.pageBefore(iova + 2 * K4);
                d.focus(actor, iova);
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
            case COVER_FIRST_TOP -> d.focus(actor, Spot.item(1, 0));
            case UNMAP_PART_OF_RUN, CLEAN_RUN, CLEAN_PART_OF_RUN -> {
                d.mapBefore(iova, K32);
                d.focus(actor, iova, iova + K32 - K4);
            }
            case UNMAP_LONG_RUN -> {
                d.mapBefore(iova, K256);
                d.focus(actor, iova + K256 - K4);
            }
            case UNMAP_LARGE -> {
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
            case UNMAP_TWO_APART -> {
                d.pageBefore(iova);
                d.mapBefore(table + 4 * M2, M1);
                d.mapBefore(table + 4 * M2 + M1, M1);
                d.focus(actor, iova, table + 4 * M2);
            }
            case DEVICE_READS,
                    DEVICE_READS_COLD,
                    DEVICE_READS_BESIDE,
                    DEVICE_WRITES,
                    CLOCK_AND_READ,
                    CLOSE,
                    ATTACH,
                    DETACH -> {
                // their work shows nowhere
            }
        }
    }

    /** In a table that item 0 of a table above leads to. */
    private static long deep(long table) {
        return (table & -G1) + Spot.item(1, 24);
    }

    /** What it does. */
    void act(Draft d, int actor, long table, int page) {
        long iova = table + page * K4;
        switch (this) {
            case MAP_PAGE, MAP_USED_PAGE -> d.add(actor, ScriptOp.map(iova, K4, 1));
            case MAP_PAGES, MAP_PAGES_THIRD_USED -> d.add(actor, ScriptOp.map(iova + (page % 4 == 0 ? K4 : 0), K4, 3));
            case MAP_RUN, MAP_RUN_FIRST_USED, MAP_RUN_LAST_USED -> d.add(actor, ScriptOp.map(iova, K16, 1));
            case MAP_RANGE -> d.add(actor, ScriptOp.mapRange(iova, K16 + 2 * K4));
            case MAP_LARGE, MAP_OVER_EMPTY, MAP_OVER_USED -> d.add(actor, ScriptOp.map(table, M2, 1));
            case MAP_ACROSS_TABLES -> d.add(actor, ScriptOp.map(table + M2 - 2 * K4, K4, 4));
            case MAP_LONG_RUN, MAP_LONG_RUN_LAST_USED -> d.add(actor, ScriptOp.map(iova, K256, 1));
            case MAP_LONG_RANGE -> d.add(actor, ScriptOp.map(iova, K4, ODD));
            case MAP_OVER_FOUR_EMPTY, MAP_OVER_FOUR_LAST_USED -> d.add(actor, ScriptOp.map(table, M8, 1));
            case MAP_OVER_DEEP -> d.add(actor, ScriptOp.map(table & -G1, G1, 1));
            case COVER_FIRST_TOP -> coverFirstTop(d, actor);
            case UNMAP_PAGE -> unmap(d, actor, iova, K4);
            case UNMAP_PAGES -> unmap(d, actor, iova, 2 * K4);
            case UNMAP_PART_OF_RUN -> unmap(d, actor, iova, K4);
            case UNMAP_LONG_RUN -> unmap(d, actor, iova, K256);
            case UNMAP_LARGE, UNMAP_TABLE -> unmap(d, actor, table, M2);
            case UNMAP_TAIL_OF_TABLE -> unmap(d, actor, table + M1, M1);
            case UNMAP_INTO_TABLE -> unmap(d, actor, table - M2, M2 + K4);
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
            case LOOK -> d.add(actor, ScriptOp.at(OpKind.LOOK, iova, 0));
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
            case DIRTY_PAGE -> d.add(actor, ScriptOp.at(OpKind.DIRTY, iova, 0));
            case DEVICE_READS -> read(d, actor, 0);
            case DEVICE_READS_COLD -> read(d, actor, 0);
            case DEVICE_READS_BESIDE -> {
                first(d.focusOfOthers(actor))
                        .forEach(each -> d.warm(ScriptOp.at(OpKind.READ, (each & -M2) + M2 - K4, 0)));
                first(d.focusOfOthers(actor)).forEach(each -> d.add(actor, ScriptOp.at(OpKind.READ, each, 0)));
            }
            case DEVICE_WRITES ->
                first(d.focusOfOthers(actor)).forEach(each -> d.add(actor, ScriptOp.at(OpKind.WRITE, each, 0)));
            case CLOCK_AND_READ -> {
                d.add(actor, ScriptOp.plain(OpKind.CLOCK));
                first(d.focusOfOthers(actor)).forEach(each -> d.add(actor, ScriptOp.at(OpKind.READ, each, 0)));
            }
            case ATTACH -> {
                d.head(d.head().with(new ScriptDevice(true, 0), new ScriptDevice(false, 0)));
                d.add(actor, ScriptOp.at(OpKind.ATTACH, 0, 1));
                read(d, actor, 1);
            }
            case DETACH -> {
                d.head(d.head().with(new ScriptDevice(true, 0), new ScriptDevice(true, 0)));
                d.add(actor, ScriptOp.at(OpKind.DETACH, 0, 1));
            }
            case CLOSE -> d.add(actor, ScriptOp.plain(OpKind.CLOSE));
        }
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
