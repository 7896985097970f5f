package dev.racewalk.stress.explore;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.CachedWord;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Interleaving.Node;
import dev.racewalk.stress.record.Interleaving.Node.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the tables, the frames and the caches of a machine hold, between two steps.
 *
 * <p>Context: by the thread that has the baton; it makes no step.
 */
final class TableSnapshot {
    private static final int MOST_NODES = 60;

    /** So many leaves side by side are told together. */
    private static final int RUN = 3;

    private static final int UNKNOWN = -1;

    private final Locations locations;
    private final LocationNames names;
    private final @Nullable Iommu iommu;

    /** The level of each frame when something last led to it. */
    private final Map<Integer, Integer> levels = new HashMap<>();

    private final BitSet reached = new BitSet();
    private List<Node> nodes = new ArrayList<>();

    TableSnapshot(Locations locations, @Nullable Iommu iommu) {
        this.locations = locations;
        this.iommu = iommu;
        names = new LocationNames(locations);
    }

    /**
     * Takes one.
     *
     * @param buffers stores that no other actor can see
     */
    Interleaving.State take(List<String> buffers) {
        nodes = new ArrayList<>();
        reached.clear();
        for (int location : locations.firstsOf(LocationNames.ENTRY)) {
            long word = locations.get(location);
            nodes.add(node(0, Kind.ENTRY, names.location(location), names.value(location, word), entryFrame(word)));
        }
        for (int location : locations.tops()) {
            long top = locations.get(location);
            int frame = names.frame(top);
            nodes.add(node(0, Kind.TOP, names.location(location), names.value(location, top), frame));
            table(frame, TopOfTable.level(top), names.prefix(location), 1);
        }
        if (locations.tops().isEmpty()) {
            words();
        }
        List<Integer> used = used();
        for (int frame : used) {
            if (!reached.get(frame)) {
                loose(frame);
            }
        }
        return new Interleaving.State(
                List.copyOf(nodes), cached(), List.copyOf(buffers), used, Math.max(0, locations.frames() - 1));
    }

    /** The words of an arena, which has no table. */
    private void words() {
        for (int location : locations.ownWords()) {
            if (!names.isQuiet(location) && nodes.size() < MOST_NODES) {
                String value = names.value(location, locations.get(location));
                nodes.add(node(0, Kind.OTHER, names.location(location), value, 0));
            }
        }
    }

    private static Node node(int depth, Kind kind, String name, String value, int frame) {
        return new Node(depth, kind, name, value, frame, false);
    }

    private List<Integer> used() {
        List<Integer> used = new ArrayList<>();
        for (int frame = 1; frame < locations.frames() && locations.hasAccount(); frame++) {
            if (locations.isUsed(frame)) {
                used.add(frame);
            }
        }
        return used;
    }

    private void loose(int frame) {
        int level = levels.getOrDefault(frame, UNKNOWN);
        String value = level == UNKNOWN ? "not linked" : "at level " + level + ", no longer linked";
        nodes.add(node(0, Kind.LOOSE, "frame " + frame, value, frame));
        table(frame, level == UNKNOWN ? levelByContent(frame) : level, "frame " + frame + " ", 1);
        if (level == UNKNOWN) {
            levels.remove(frame);
        }
    }

    private int levelByContent(int frame) {
        for (int i = 0; i < Level.ITEMS; i++) {
            int next = Item.nextLevel(item(frame, i));
            if (Item.isPresent(item(frame, i)) && next > 0 && next <= Level.MAX) {
                return next;
            }
        }
        return 0;
    }

    private long item(int frame, int index) {
        return locations.get(frame * PhysicalMemory.FRAME_WORDS + index);
    }

    /** The items of a table that are not empty. */
    private void table(int frame, int level, String path, int depth) {
        if (frame < 0 || frame >= locations.frames() || level < 0 || level > Level.MAX || reached.get(frame)) {
            return;
        }
        reached.set(frame);
        levels.put(frame, level);
        for (int i = 0; i < Level.ITEMS; i++) {
            long item = item(frame, i);
            if (item == Item.EMPTY) {
                continue;
            }
            if (nodes.size() >= MOST_NODES) {
                nodes.add(node(depth, Kind.MORE, path + "more", "further items", 0));
                return;
            }
            int location = frame * PhysicalMemory.FRAME_WORDS + i;
            if (Item.isTable(item, level)) {
                int below = names.frame(item);
                nodes.add(node(depth, Kind.TABLE, name(path, i), names.value(location, item), below));
                table(
                        below,
                        level - 1,
                        (path.startsWith("frame") ? path.replace(' ', '/') : path) + i + "/",
                        depth + 1);
            } else if (Item.isPresent(item)) {
                int end = runEnd(frame, level, i);
                nodes.add(node(depth, Kind.LEAF, name(path, i), leaves(frame, i, end), 0));
                i = end - 1;
            } else {
                nodes.add(node(depth, Kind.OTHER, name(path, i), names.value(location, item), 0));
            }
        }
    }

    private static String name(String path, int index) {
        return path.startsWith("frame") ? path + "item " + index : path + index;
    }

    /** The end of the leaves side by side that begin at an index; one leaf if they are few. */
    private int runEnd(int frame, int level, int from) {
        int to = from + 1;
        while (to < Level.ITEMS && Item.isPresent(item(frame, to)) && !Item.isTable(item(frame, to), level)) {
            to++;
        }
        return to - from >= RUN ? to : from + 1;
    }

    private String leaves(int frame, int from, int to) {
        String first = names.value(frame * PhysicalMemory.FRAME_WORDS + from, item(frame, from));
        return to - from == 1 ? first : String.format("to %d: %d items, %s first", to - 1, to - from, first);
    }

    private List<Node> cached() {
        List<Node> cached = new ArrayList<>();
        if (iommu == null) {
            return cached;
        }
        List<Integer> entries = locations.firstsOf(LocationNames.ENTRY);
        for (CachedWord word : iommu.cachedWords()) {
            if (cached.size() >= MOST_NODES) {
                cached.add(node(0, Kind.MORE, "more", "further words", 0));
                return cached;
            }
            String device = "device " + word.device() + " ";
            String where = String.format("0x%x", word.iova());
            cached.add(
                    switch (word.kind()) {
                        case ENTRY -> {
                            boolean stale = word.device() < entries.size()
                                    && locations.get(entries.get(word.device())) != word.word();
                            String value = LocationNames.entry(word.word());
                            yield new Node(
                                    0, Kind.CACHED_ENTRY, device + "entry", value, entryFrame(word.word()), stale);
                        }
                        case POINTER -> {
                            int frame = names.frame(word.word());
                            String value = LocationNames.item(word.word());
                            yield new Node(0, Kind.CACHED_POINTER, device + where, value, frame, isStale(word, frame));
                        }
                        case TRANSLATION ->
                            new Node(
                                    0,
                                    Kind.CACHED_TRANSLATION,
                                    device + where,
                                    LocationNames.item(word.word()),
                                    0,
                                    isStale(word, UNKNOWN));
                    });
        }
        return cached;
    }

    /** Whether memory holds something else by now than what was cached, but for D, or nothing leads there. */
    private boolean isStale(CachedWord word, int frame) {
        int holder = word.at() / PhysicalMemory.FRAME_WORDS;
        return ((locations.get(word.at()) ^ word.word()) & ~Item.DIRTY) != 0
                || !reached.get(holder)
                || (frame != UNKNOWN && !reached.get(frame));
    }

    private int entryFrame(long entry) {
        return DeviceTableEntry.translates(entry) ? names.frame(entry) : 0;
    }
}
