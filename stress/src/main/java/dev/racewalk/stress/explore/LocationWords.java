package dev.racewalk.stress.explore;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.explore.litmus.WordFacts;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The words of a machine for a litmus test: as they are before its actors run, and, when it is asked, after. */
final class LocationWords implements WordFacts {
    private static final String ENTRY = "device table entry";
    private static final int LAST_TABLE_LEVEL = 6;

    private final Locations locations;
    private final LocationNames names;
    private final long[] initial;
    private final Map<Integer, String> identifiers = new HashMap<>();

    LocationWords(Locations locations) {
        this.locations = locations;
        names = new LocationNames(locations);
        initial = new long[locations.count()];
        for (int i = 0; i < initial.length; i++) {
            initial[i] = locations.get(i);
        }
    }

    @Override
    public boolean isQuiet(int location) {
        return names.isQuiet(location);
    }

    @Override
    public int frame(int location) {
        int frame = location / PhysicalMemory.FRAME_WORDS;
        return frame < locations.frames() ? frame : NO_FRAME;
    }

    @Override
    public int leadsTo(int location, long value) {
        int next = Item.nextLevel(value);
        boolean isEntry =
                location >= locations.firstExtra() && names.location(location).contains(ENTRY);
        boolean isTable = frame(location) != NO_FRAME && Item.isPresent(value) && next > 0 && next <= LAST_TABLE_LEVEL;
        return isTable || isEntry || locations.tops().contains(location) ? frameOf(value) : NO_FRAME;
    }

    private int frameOf(long value) {
        long frame = TopOfTable.address(Item.tableAddress(value)) >>> PhysicalMemory.FRAME_LG2;
        return frame < locations.frames() ? (int) frame : NO_FRAME;
    }

    @Override
    public String identifier(int location) {
        return identifiers.computeIfAbsent(location, this::newIdentifier);
    }

    private String newIdentifier(int location) {
        int frame = frame(location);
        if (frame != NO_FRAME) {
            return "f" + frame + "_" + location % PhysicalMemory.FRAME_WORDS;
        }
        if (location < locations.firstExtra()) {
            return "frame" + (location - locations.frames() * PhysicalMemory.FRAME_WORDS);
        }
        String plain = locations.name(location).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return identifiers.containsValue(plain) ? plain + "_" + (location - locations.firstExtra()) : plain;
    }

    @Override
    public String name(int location) {
        int frame = frame(location);
        return frame != NO_FRAME
                ? "item " + location % PhysicalMemory.FRAME_WORDS + " of frame " + frame
                : location < locations.firstExtra() ? "who has a frame" : names.location(location);
    }

    @Override
    public String valueName(int location, long value) {
        boolean isKnown = frame(location) == NO_FRAME || frameOf(value) != NO_FRAME || Item.nextLevel(value) == 0;
        return isKnown ? names.value(location, value) : "0x" + Long.toHexString(value); // what a fault leaves behind
    }

    @Override
    public long initial(int location) {
        return initial[location];
    }

    @Override
    public long last(int location) {
        return locations.get(location);
    }
}
