package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.Invariant;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.TableVerifier;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a machine at rest, and clears its tables while it reads them: the lines are in the cache then.
 *
 * <p>Context: the thread that arbitrates.
 */
final class RestCheck {
    /** What every race maps with. */
    private static final long ATTRIBUTES = Item.READABLE | Item.WRITABLE | Item.FORCE_COHERENCE;

    private static final int FOUND = -1;
    private static final int MOST_EXPECTED = 8;

    private final Setup setup;
    private final PhysicalMemory memory;
    private final MachineFrames frames;
    private final IoPageTable table;
    private final int window;
    private final @Nullable Iommu iommu;
    private final @Nullable Device device;

    private final long[] expectedIova = new long[MOST_EXPECTED];
    private final int[] expectedLg2 = new int[MOST_EXPECTED];
    private final long[] expectedOa = new long[MOST_EXPECTED];
    private int expected;
    private int expectedTopLevel;

    /** 0: nobody has said. */
    private int expectedTables;

    private int found;

    /** Bit f: frame f is in use, or is reached. */
    private int inUse;

    private int reached;
    private int sample;
    private @Nullable Violation violation;
    private @Nullable SecondDomain second;
    private int permitted;
    private int damage;

    RestCheck(
            Setup setup,
            PhysicalMemory memory,
            MachineFrames frames,
            IoPageTable table,
            int window,
            @Nullable Iommu iommu,
            @Nullable Device device) {
        this.setup = setup;
        this.memory = memory;
        this.frames = frames;
        this.table = table;
        this.window = window;
        this.iommu = iommu;
        this.device = device;
        expectedTopLevel = setup.startingLevel();
    }

    /** Says what callers who break the contract may do: bits of {@link Damage}. */
    void permit(int damages) {
        if (permitted != damages) {
            permitted = damages;
        }
    }

    boolean permitsNotice() {
        return (permitted & Damage.NOTICED) != 0;
    }

    /** Whether the race permits a damage; it is noted. */
    private boolean permits(int kind) {
        damage |= permitted & kind;
        return (permitted & kind) != 0;
    }

    /** What the last {@link #verify} found and the race permits. */
    int damage() {
        return damage;
    }

    /** Has a second table verified from now on. */
    void verifyToo(SecondDomain other) {
        second = other;
    }

    void expect(long iova, int lg2, long oa) {
        expectedOa[expected] = oa;
        expectedIova[expected] = iova;
        expectedLg2[expected++] = lg2;
    }

    void expectTopLevel(int level) {
        expectedTopLevel = level;
    }

    void expectTables(int tables) {
        expectedTables = tables;
    }

    /** The first violation of the last {@link #verify}. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** Forgets what was expected; returns how many samples the machine has seen. */
    int nextSample() {
        expected = 0;
        expectedTables = 0;
        expectedTopLevel = setup.startingLevel();
        return ++sample;
    }

    /** Verifies a machine whose table is closed: all tables are given back, and nothing reaches them. */
    void verifyClosed() {
        long account = frames.account();
        inUse = (int) account;
        damage = 0;
        verifyFreeFrames();
        if (device != null && iommu != null) {
            if (device.entry() != DeviceTableEntry.BLOCKED) {
                report(Invariant.I9, "device table entry", device.entry(), "does not block the device");
            }
            iommu.check().forEach(this::report);
        }
        if (account < 0) {
            report(Invariant.I3, "frame account", inUse, "a frame was given back twice");
        }
        if (inUse != 0) {
            report(Invariant.I11, "frame account", inUse, "frames in use after the close, one bit each");
        }
    }

    void verify(long top) {
        long account = frames.account();
        inUse = (int) account;
        damage = 0;
        if (sample == 0 && permitted == 0) {
            TableVerifier.verify(table).forEach(this::report);
            if (second != null) {
                TableVerifier.verify(second.table()).forEach(this::report);
            }
            verifyFreeFrames();
            if (setup.bordered()) {
                verifyBorders();
            }
        }
        if (device != null && iommu != null) {
            verifyHardware(iommu, device, top);
        }
        if (account < 0 && !permits(Damage.FREED_TWICE)) {
            report(Invariant.I3, "frame account", inUse, "a frame was given back twice");
        }
        if (TopOfTable.level(top) != expectedTopLevel) {
            report(Invariant.I7, "top", top, "does not have level " + expectedTopLevel);
        }
        reached = 0;
        found = 0;
        verifyTable(TopOfTable.address(top), TopOfTable.level(top), 0);
        if (second != null) {
            verifySecond(second);
        }
        if (found != expected) {
            report(Invariant.I12, "table", found, "entries were found, of " + expected);
        }
        if (inUse != reached && !permits(Damage.LEAKED)) {
            report(
                    Invariant.I11,
                    "frame account",
                    inUse & ~reached,
                    "frames in use that nothing leads to, one bit each");
        }
        int tables = Integer.bitCount(reached);
        if (expectedTables != 0 && tables != expectedTables) {
            // fewer: a refused map has taken some away; more: an unmap or an overmap has left some
            report(
                    tables < expectedTables ? Invariant.I8 : Invariant.I10,
                    "table",
                    tables,
                    "tables in place of " + expectedTables);
        }
        verifyGivenBack((int) (account >>> Integer.SIZE) & Integer.MAX_VALUE & ~reached);
    }

    private void verifyHardware(Iommu mmu, Device walker, long top) {
        long entry = DeviceTableEntry.of(TopOfTable.address(top), TopOfTable.level(top));
        if (walker.entry() != entry) {
            report(Invariant.I6, "device table entry", walker.entry(), "does not name the top");
        }
        List<Violation> violations = mmu.check();
        if (!violations.isEmpty()) {
            report(violations.get(0));
        }
    }

    private void verifySecond(SecondDomain other) {
        long top = other.top();
        if (other.entry() != DeviceTableEntry.of(TopOfTable.address(top), TopOfTable.level(top))) {
            report(Invariant.I6, "device table entry of the second domain", other.entry(), "does not name the top");
        }
        if (TopOfTable.level(top) != other.expectedTopLevel()) {
            report(Invariant.I7, "second top", top, "does not have level " + other.expectedTopLevel());
        }
        verifyTable(TopOfTable.address(top), TopOfTable.level(top), 0);
    }

    private void verifyTable(long tablePa, int level, long iova) {
        int bit = memory.contains(tablePa) ? 1 << (tablePa >>> PhysicalMemory.FRAME_LG2) : 0;
        if (bit == 0) {
            report(Invariant.I12, "table", tablePa, "lies beyond the memory");
        } else if ((reached & bit) != 0) {
            report(Invariant.I3, "table", tablePa, "is led to twice");
        } else if ((inUse & bit) == 0) {
            report(Invariant.I9, "table", tablePa, "is a frame that was freed");
        } else {
            reached |= bit;
            int slot = memory.word(tablePa);
            if (level > setup.startingLevel()) {
                verifyItem(slot, 0, level, iova);
            }
            int first = window & (Level.items(level) - 1); // level 5 has fewer items
            for (int i = first; i < first + setup.window(); i++) {
                verifyItem(slot, i, level, iova);
            }
        }
    }

    private void verifyItem(int slot, int index, int level, long tableIova) {
        long item = memory.readOnce(slot + index);
        if (item == Item.EMPTY) {
            return;
        }
        memory.writeOnce(slot + index, Item.EMPTY);
        long iova = tableIova + ((long) index << Level.itemLg2(level));
        if (Item.isTable(item, level)) {
            verifyTable(Item.tableAddress(item), level - 1, iova);
        } else {
            verifyLeaf(slot + index, item, level, iova);
        }
    }

    private void verifyLeaf(int slot, long item, int level, long iova) {
        int lg2 = Item.leafLg2(item, level);
        for (int i = 0; i < expected; i++) {
            if (expectedIova[i] == iova
                    && expectedLg2[i] == lg2
                    && Item.leafAddress(item) == expectedOa[i]
                    && (item & ATTRIBUTES) == ATTRIBUTES) {
                expectedLg2[i] = FOUND; // once
                found++;
                verifyRun(slot, item, 1 << (lg2 - Level.itemLg2(level)));
                return;
            }
        }
        report(Invariant.I12, String.format("iova 0x%x", iova), item, "translates what nobody mapped");
    }

    private void verifyRun(int slot, long item, int items) {
        for (int i = slot + 1; i < slot + items; i++) {
            long other = memory.readOnce(i);
            if (((other ^ item) & ~Item.DIRTY) != 0 && !permits(Damage.RUN_BROKEN)) {
                report(Invariant.I8, "item " + (i - slot) + " of a contiguous entry", other, "is not as the first");
            }
            memory.writeOnce(i, Item.EMPTY);
        }
    }

    /** What was given back holds zeros: nobody wrote to it afterwards. */
    private void verifyGivenBack(int free) {
        for (int left = free; left != 0; left &= left - 1) {
            int slot = Integer.numberOfTrailingZeros(left) * PhysicalMemory.FRAME_WORDS;
            if (memory.readOnce(slot) != 0
                    || memory.countMatching(slot + window, setup.window(), -1, 0) != setup.window()) {
                boolean leaked = (inUse & left & -left) != 0;
                if (permits(leaked ? Damage.LEAKED : Damage.WRITTEN_AFTER_FREE)) {
                    memory.zero(slot, PhysicalMemory.FRAME_WORDS);
                } else {
                    reportWritten(slot);
                }
            }
        }
    }

    private void verifyFreeFrames() {
        for (int free = ~inUse & ((1 << memory.frames()) - 1); free != 0; free &= free - 1) {
            int slot = Integer.numberOfTrailingZeros(free) * PhysicalMemory.FRAME_WORDS;
            if (memory.countMatching(slot, PhysicalMemory.FRAME_WORDS, -1, 0) != PhysicalMemory.FRAME_WORDS) {
                reportWritten(slot);
            }
        }
    }

    private void verifyBorders() {
        for (int slot = window;
                slot < memory.frames() * PhysicalMemory.FRAME_WORDS;
                slot += PhysicalMemory.FRAME_WORDS) {
            long border = memory.readOnce(slot - 1) | memory.readOnce(slot + setup.window());
            if (border != Item.EMPTY) {
                report(Invariant.I12, "table", border, "lies beside the window");
            }
        }
    }

    private void reportWritten(int slot) {
        report(Invariant.I9, "frame", (long) slot << 3, "was written after it was given back");
    }

    private void report(Violation seen) {
        if (violation == null) {
            violation = seen;
        }
    }

    private void report(Invariant invariant, String where, long word, String what) {
        report(new Violation(invariant, where, word, what));
    }
}
