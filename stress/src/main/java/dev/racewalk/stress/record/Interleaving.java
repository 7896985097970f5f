package dev.racewalk.stress.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution in parts: what a text tells line by line and a drawing shows. A row is what one actor does in a row as part of
 * one step of the protocol; after each row there is a state of the table.
 *
 * <p>It is recorded when a schedule is run once more with names. What has more than {@value #MOST_ROWS} rows, or whose states
 * have more than {@value #MOST_NODES} nodes together, is not recorded.
 *
 * @param lanes who does something: the actors, and after them, if it does something, the hardware
 * @param actors how many of the lanes are actors
 * @param rows in their order
 * @param states each differs from the one before; the first is the one before all rows
 * @param fault where it went wrong, null if it did not, or it cannot be told
 * @param folded which steps have no row, as in {@code 3, 12 to 14}; empty if all have one
 */
public record Interleaving(
        List<String> lanes,
        int actors,
        List<Row> rows,
        List<State> states,
        @Nullable Wrong fault,
        String folded) {
    /** Rows that a recorded execution has at most. */
    public static final int MOST_ROWS = 400;

    /** Nodes that the states of a recorded execution have at most, all together. */
    public static final int MOST_NODES = 20_000;

    private static final int MOST_FRAMES = 10_000;
    private static final int MOST_LANES = 4;
    private static final int MOST_DEPTH = 10;

    /**
     * Checks that each number names something that is there, since what is read may come from elsewhere.
     *
     * @throws IllegalArgumentException if one does not, or something is missing
     */
    public Interleaving {
        there("lanes, rows, states, folded", lanes, rows, states, folded);
        there("lanes", lanes.toArray());
        there("states", states.toArray());
        inRange("lanes", lanes.size(), 1, MOST_LANES);
        inRange("actors", actors, Math.max(1, lanes.size() - 1), lanes.size());
        inRange("rows", rows.size(), 0, Integer.MAX_VALUE);
        inRange("states", states.size(), 1, Integer.MAX_VALUE);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            there("rows", row);
            inRange("rows.actor", row.actor, 0, actors - 1);
            inRange("rows.lane", row.lane, 0, lanes.size() - 1);
            inRange("rows.state", row.state, 0, states.size() - 1);
            for (Arrow arrow : row.arrows) {
                there("rows.arrows", arrow, arrow == null ? null : arrow.kind);
                inRange("rows.arrows.from", arrow.from, -1, i - 1);
            }
        }
        if (fault != null) {
            inRange("fault.row", fault.row, 0, rows.size() - 1);
        }
    }

    private static void there(String fields, @Nullable Object... values) {
        for (Object value : values) {
            if (value == null) {
                throw new IllegalArgumentException(fields + ": must be there");
            }
        }
    }

    private static void inRange(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + " = " + value + ": must be " + least + " to " + most);
        }
    }

    /**
     * What one actor does in a row.
     *
     * @param first number of its first step, from 1
     * @param last number of its last step
     * @param actor who makes the steps, from 0
     * @param lane where it is drawn: the actor, or the number of actors for what its thread does as hardware
     * @param step name of the method; empty for a row that is folded
     * @param place file and line; may be empty
     * @param told what was read and written, in words
     * @param folded whether only words are touched that no other actor uses, and details were left out
     * @param state index of the state after it
     * @param arrows where what it reads, overwrites or completes comes from
     */
    public record Row(
            int first,
            int last,
            int actor,
            int lane,
            String step,
            String place,
            String told,
            boolean folded,
            int state,
            List<Arrow> arrows) {
        /** Checks that all is there. */
        public Row {
            there("rows.step, place, told, arrows", step, place, told, arrows);
        }
    }

    /**
     * Leads to a row.
     *
     * @param kind what it means
     * @param from index of the row that it comes from; -1 for what was there at first
     */
    public record Arrow(Arrow.Kind kind, int from) {
        /** What an arrow means. */
        public enum Kind {
            /** A value that another actor wrote is read. */
            READS,
            /** A value is read that is not the youngest. */
            STALE,
            /** A store replaces what another actor wrote. */
            OVERWRITES,
            /** A store leaves its store buffer, and reaches memory. */
            DRAINS
        }
    }

    /**
     * Where an execution went wrong.
     *
     * @param row index of the row
     * @param step number of the step
     * @param why a sentence
     * @param lost number of the step after which none of the continuations that were tried ends well; 0 if that is not known
     * @param tried how many were tried
     */
    public record Wrong(int row, int step, String why, int lost, int tried) {
        /** Checks that all is there. */
        public Wrong {
            there("fault.why", why);
        }

        /**
         * Says from where on the end is wrong, whatever comes.
         *
         * @return a sentence; of use if it is known
         */
        public String afterwards() {
            return "After " + (lost == step ? "it" : "step " + lost) + " none of the " + tried
                    + " continuations that were tried ends well.";
        }
    }

    /**
     * What table, frames and caches hold after a row.
     *
     * @param tables the page tables as trees, in depth-first order, and after them the frames in use that nothing leads to
     * @param caches what devices have cached, in order
     * @param buffers stores that wait in store buffers, the oldest first
     * @param used numbers of the frames in use
     * @param frames how many frames there are
     */
    public record State(List<Node> tables, List<Node> caches, List<String> buffers, List<Integer> used, int frames) {
        /** Checks that all is there. */
        public State {
            there("states.tables, caches, buffers, used", tables, caches, buffers, used);
            there("states.tables", tables.toArray());
            there("states.caches", caches.toArray());
            there("states.buffers", buffers.toArray());
            inRange("states.frames", frames, 0, MOST_FRAMES);
        }
    }

    /**
     * A line of a tree.
     *
     * @param depth 0 for a root
     * @param kind what it is
     * @param name which item, device table entry or frame; the same in all states
     * @param value what it holds
     * @param frame number of the frame that it leads to, or that it is; 0 if none
     * @param stale whether it is cached, and memory holds something else by now
     */
    public record Node(int depth, Node.Kind kind, String name, String value, int frame, boolean stale) {
        /** Checks that all is there. */
        public Node {
            there("states.tables.kind, name, value", kind, name, value);
            inRange("states.tables.depth", depth, 0, MOST_DEPTH);
        }

        /** What a line is about. */
        public enum Kind {
            /** Where walks of software start. */
            TOP,
            /** Where walks of a device start. */
            ENTRY,
            /** An item that leads to a table. */
            TABLE,
            /** An item that translates, or several. */
            LEAF,
            /** An item that is none of these. */
            OTHER,
            /** A frame in use that nothing leads to. */
            LOOSE,
            /** A device table entry that hardware has cached. */
            CACHED_ENTRY,
            /** A pointer in the page-walk cache. */
            CACHED_POINTER,
            /** A translation in the IOTLB. */
            CACHED_TRANSLATION,
            /** Says that there is more. */
            MORE
        }
    }
}
