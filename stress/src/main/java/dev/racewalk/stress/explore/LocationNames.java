package dev.racewalk.stress.explore;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.iommu.CommandQueue;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
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

    /** Next Level of an item that is part of a contiguous entry. */
    private static final int CONTIGUOUS = 7;

    /** No machine has as many: what leads further is no pointer. */
    private static final int MOST_FRAMES = 1 << 20;

    private static final int READ_AND_WRITE = IoPageTable.READ | IoPageTable.WRITE;

    /** What the first word of an entry of the device table is called. */
    static final String ENTRY = "device table entry";

    /** What the words are called that hold a device table entry. */
    private static final Set<String> ENTRIES = Set.of(ENTRY, "entry of domain");

    /** What the words of the command queue are called, two a command. */
    private static final String COMMAND = "command";

    /** Words outside of the table that tell something about the protocol when they are read. */
    private static final Set<String> SHOWN = Set.of(ENTRY, "grown flag", UseCounts.COUNTS, ReadSections.READERS);

    /** Words of other kinds that are not larger are numbers for people. */
    private static final long MOST_NUMBER = 9_999;

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
            if (Item.isTable(item, level)) {
                String path = path(frame(item), level - 1, wanted, soFar + i + "/");
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
            return top(value);
        }
        if (location < locations.firstExtra()) {
            return item(value);
        }
        String name = locations.blockName(location);
        if (ENTRIES.contains(name)) {
            return entry(value);
        }
        if (name.equals(COMMAND) && locations.indexInBlock(location) % 2 == 0) {
            return CommandQueue.inWords(value);
        }
        return value >= 0 && value <= MOST_NUMBER ? Long.toString(value) : "0x" + Long.toHexString(value);
    }

    private static String top(long value) {
        if (value == TopOfTable.CLOSED) {
            return "closed";
        }
        long frame = TopOfTable.address(value) >>> PhysicalMemory.FRAME_LG2;
        return frame < MOST_FRAMES
                ? "frame " + frame + " at level " + TopOfTable.level(value)
                : invalid("top of a table", value);
    }

    /** A device table entry in words. */
    static String entry(long value) {
        if (value == DeviceTableEntry.BLOCKED) {
            return "blocked";
        }
        long frame = DeviceTableEntry.root(value) >>> PhysicalMemory.FRAME_LG2;
        return frame < MOST_FRAMES
                ? (DeviceTableEntry.translates(value) ? "" : "not valid, ") + "root in frame " + frame + " at level "
                        + (DeviceTableEntry.mode(value) - 1)
                : invalid("entry", value);
    }

    /** An item in words, at whatever level it stands. */
    static String item(long value) {
        if (value == Item.EMPTY) {
            return "empty";
        }
        int next = Item.nextLevel(value);
        long table = Item.tableAddress(value) >>> PhysicalMemory.FRAME_LG2;
        boolean isTable = next != 0 && next != CONTIGUOUS;
        if (!Item.isPresent(value) || !stray(value).isEmpty() || (isTable && table >= MOST_FRAMES)) {
            return invalid("item", value);
        }
        return isTable ? "table in frame " + table : leaf(value, next);
    }

    /** A word that nobody can have written there who meant it. */
    private static String invalid(String what, long value) {
        String stray = stray(value);
        return (stray.isEmpty() ? "no valid " + what + ":" : stray) + " 0x" + Long.toHexString(value);
    }

    /** What a word is that frames hold where nobody has zeroed them; hardware may have set D in it. */
    private static String stray(long value) {
        long clean = value & ~Item.DIRTY;
        return clean == Weak.GARBAGE ? "garbage" : clean == FramePool.POISON ? "poison" : "";
    }

    private static String leaf(long value, int next) {
        int prot = Item.prot(value);
        String rights = prot == READ_AND_WRITE
                ? ""
                : prot == 0 ? ", no access" : prot == IoPageTable.READ ? ", read only" : ", write only";
        String run = next == CONTIGUOUS ? " of 2^" + Item.leafLg2(value, 0) + " bytes" : "";
        return String.format(
                "leaf 0x%x%s%s%s", Item.leafAddress(value), run, rights, (value & Item.DIRTY) != 0 ? ", dirty" : "");
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
                if (Item.isTable(item, level)) {
                    dump(frame(item), level - 1, prefix, path + i + "/", lines);
                }
            }
        }
    }

    /**
     * Tells where a word leads.
     *
     * @param word an item of a table, a top or an entry of the device table
     * @return frame 0, which is never handed out and stays empty, if the memory has no such frame
     */
    int frame(long word) {
        long frame = Item.tableAddress(word) >>> PhysicalMemory.FRAME_LG2;
        return frame < locations.frames() ? (int) frame : 0;
    }

    /** What comes before the path of each item of the table that a top leads to. */
    String prefix(int top) {
        return tablePrefix(locations.tops().indexOf(top)) + "item ";
    }

    /** What comes before an item's path: nothing in the first table. */
    private static String tablePrefix(int table) {
        return table == 0 ? "" : "table " + (table + 1) + " ";
    }
}
