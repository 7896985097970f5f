package dev.racewalk.stress.explore;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ReadSections;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.UseCounts;
import dev.racewalk.stress.explore.model.Weak;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names that tell where in the table of a machine a word is now. */
record LocationNames(Locations locations) implements Trace.Names {
    private static final int MOST_LINES = 40;

    /** Words outside of the table that tell something about the protocol when they are read. */
    private static final Set<String> SHOWN =
            Set.of("device table entry", "grown flag", UseCounts.COUNTS, ReadSections.READERS);

    /** Words of which people need not know. */
    private static final Set<String> QUIET = Set.of(PhysicalMemory.LINKS, ExploredFrames.BEGUN, ExploredFrames.OVER);

    @Override
    public String location(int location) {
        if (location >= locations.firstExtra()) {
            int top = locations.tops().indexOf(location);
            return tablePrefix(Math.max(0, top)) + locations.name(location);
        }
        int frame = location / PhysicalMemory.FRAME_WORDS;
        int index = location % PhysicalMemory.FRAME_WORDS;
        for (int i = 0; i < locations.tops().size(); i++) {
            long top = locations.get(locations.tops().get(i));
            String path = path(frame(top), TopOfTable.level(top), frame, "");
            if (path != null) {
                return tablePrefix(i) + "item " + path + index;
            }
        }
        return "frame " + frame + " item " + index;
    }

    @Override
    public boolean isQuiet(int location) {
        return location >= locations.firstExtra() && QUIET.contains(locations.blockName(location));
    }

    @Override
    public boolean isMachinery(int location) {
        return location >= locations.firstExtra()
                && !locations.tops().isEmpty()
                && !locations.tops().contains(location)
                && !SHOWN.contains(locations.blockName(location));
    }

    /** The indices that lead to a frame, or null if none do. */
    private @Nullable String path(int table, int level, int wanted, String soFar) {
        if (table == wanted) {
            return soFar;
        }
        for (int i = 0; i < PhysicalMemory.FRAME_WORDS && level > 0; i++) {
            long item = locations.get(table * PhysicalMemory.FRAME_WORDS + i);
            int below = frame(Item.tableAddress(item));
            if (Item.isTable(item, level) && below < locations.frames()) {
                String path = path(below, level - 1, wanted, soFar + i + "/");
                if (path != null) {
                    return path;
                }
            }
        }
        return null;
    }

    @Override
    public String value(int location, long value) {
        if (locations.tops().contains(location)) {
            return "frame " + (value >>> PhysicalMemory.FRAME_LG2) + " at level " + TopOfTable.level(value);
        }
        if (location >= locations.firstExtra()) {
            return "0x" + Long.toHexString(value);
        }
        if (value == Weak.GARBAGE) {
            return "garbage";
        }
        int next = Item.nextLevel(value);
        if (!Item.isPresent(value)) {
            return value == Item.EMPTY ? "empty" : "0x" + Long.toHexString(value);
        }
        String dirty = (value & Item.DIRTY) != 0 ? " dirty" : "";
        return next == 0 || next == 7
                ? String.format("leaf 0x%x%s", Item.leafAddress(value), dirty)
                : "table in frame " + frame(Item.tableAddress(value));
    }

    /** What the tables of the machine hold, an item a line. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < locations.tops().size(); i++) {
            long top = locations.get(locations.tops().get(i));
            dump(frame(top), TopOfTable.level(top), tablePrefix(i), "", lines);
        }
        return lines;
    }

    private void dump(int table, int level, String prefix, String path, List<String> lines) {
        for (int i = 0; i < PhysicalMemory.FRAME_WORDS && lines.size() < MOST_LINES; i++) {
            int word = table * PhysicalMemory.FRAME_WORDS + i;
            long item = locations.get(word);
            if (item != Item.EMPTY) {
                lines.add(prefix + "level " + level + " item " + path + i + ": " + value(word, item));
                int below = frame(Item.tableAddress(item));
                if (Item.isTable(item, level) && below < locations.frames()) {
                    dump(below, level - 1, prefix, path + i + "/", lines);
                }
            }
        }
    }

    private static int frame(long word) {
        return (int) (TopOfTable.address(word) >>> PhysicalMemory.FRAME_LG2);
    }

    /** What comes before an item's path: nothing in the first table. */
    private static String tablePrefix(int table) {
        return table == 0 ? "" : "table " + (table + 1) + " ";
    }
}
