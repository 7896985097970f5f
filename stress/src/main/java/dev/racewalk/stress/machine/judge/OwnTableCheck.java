package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.RacedTable;
import dev.racewalk.stress.table.TableView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a machine at rest whose table is a user's own, by what that shows of itself. The names of what is found are those of
 * {@link RestCheck}; how many tables there are is left to the table.
 *
 * <p>Context: the thread that arbitrates.
 */
public final class OwnTableCheck {
    private final RacedTable table;
    private final PhysicalMemory memory;
    private final @Nullable Iommu iommu;
    private final @Nullable Device device;
    private final Root root;
    private final Deeds deeds;
    private final Expectations expected;
    private final Findings findings;
    private final FrameAccount account;
    private final FrameCheck frameCheck;
    private int reached;

    /**
     * Makes a check.
     *
     * @param table to verify
     * @param root says which level its top must have
     * @param memory where it lies
     * @param used the words of each frame that its race uses
     * @param deeds of its actors
     * @param iommu its hardware; null if it has none
     * @param device that is attached; null if there is none
     * @param rest what is expected, and takes what is found
     */
    public OwnTableCheck(
            RacedTable table,
            Root root,
            PhysicalMemory memory,
            UsedWords used,
            Deeds deeds,
            @Nullable Iommu iommu,
            @Nullable Device device,
            RestCheck rest) {
        this.table = table;
        this.root = root;
        this.memory = memory;
        this.deeds = deeds;
        this.iommu = iommu;
        this.device = device;
        expected = rest.expected();
        findings = rest.findings();
        account = rest.account();
        frameCheck = new FrameCheck(memory, used, findings);
    }

    /**
     * Verifies the machine.
     *
     * @param first bit of the frame that belongs to the machine though the table has not taken it; 0 if it has
     */
    public void verify(int first) {
        findings.begin();
        reached = first;
        List<Violation> violations = iommu == null ? List.of() : iommu.check();
        if (!violations.isEmpty()) {
            findings.report(Finding.of(violations.get(0)));
        }
        frameCheck.verifyReturns(account);
        table.view(new View());
        verifyLevel();
        verifyEntries();
        frameCheck.verifyLeaks(account, reached);
        frameCheck.verifyGivenBack(account, reached);
    }

    /**
     * Tells whether D is set in an entry.
     *
     * @param iova in the entry
     * @return false also if there is no entry
     */
    public boolean isDirty(long iova) {
        DirtyView view = new DirtyView(iova);
        table.view(view);
        return view.dirty;
    }

    private void verifyLevel() {
        if (table.abilities().contains(Ability.GROWTH) && table.topLevel() != root.expectedLevel()) {
            findings.report(
                    Invariant.I7,
                    "top",
                    "it has level " + table.topLevel() + " instead of level " + root.expectedLevel());
        }
    }

    private void verifyEntries() {
        if (expected.foundCount() == expected.count()) {
            return;
        }
        int lost = expected.firstLost();
        String where = String.format("iova 0x%x", expected.iova(lost));
        String what = expected.lostInWords();
        boolean isRefusedMapsFault = deeds.wasRefused() && expected.wasPrepared(lost);
        findings.report(
                isRefusedMapsFault ? Invariant.I8 : Invariant.I12,
                where,
                isRefusedMapsFault ? what + ", and a map was refused" : what);
    }

    /** Walks words in the AMDv1 format. */
    private abstract class Walk implements TableView {
        @Override
        public final void amdv1(long topPa, int topLevel) {
            top(topPa, topLevel);
            walk(topPa, topLevel, 0);
        }

        /** Where hardware starts. */
        void top(long pa, int level) {}

        /** A word that is neither empty nor an item; where it is, and why not. */
        void wrong(String where, String what) {}

        /** Takes a table; false if it is none, and not to be walked. */
        abstract boolean take(long pa);

        @Override
        public final void table(long pa) {
            take(pa);
        }

        private void walk(long pa, int level, long iova) {
            if (!take(pa)) {
                return;
            }
            for (int i = 0; i < Level.items(level); i++) {
                long item = memory.readOnce(memory.word(pa) + i);
                long at = iova + ((long) i << Level.itemLg2(level));
                if (Item.isTable(item, level)) {
                    walk(Item.tableAddress(item), level - 1, at);
                } else if (Item.isLeaf(item, level)) {
                    i += leaf(memory.word(pa) + i, item, level, at) - 1;
                } else if (item != Item.EMPTY) {
                    wrong(
                            String.format("item %d of the table of level %d at iova 0x%x", i, level, iova),
                            String.format("0x%x is no item of this level", item));
                }
            }
        }

        /** Shows an entry that begins at a word; of how many items. */
        private int leaf(int word, long item, int level, long iova) {
            int lg2 = Item.leafLg2(item, level);
            int items = Level.ofSize(lg2) == level ? 1 << (lg2 - Level.itemLg2(level)) : 1;
            long dirty = item;
            if ((iova & ((1L << lg2) - 1)) != 0) {
                wrong(
                        String.format("iova 0x%x", iova),
                        String.format("0x%x is an item of an entry without its first", item));
                return 1;
            }
            for (int i = word + 1; i < word + items; i++) {
                long other = memory.readOnce(i);
                dirty |= other;
                if (((other ^ item) & ~Item.DIRTY) != 0) {
                    wrong(
                            String.format("iova 0x%x", iova),
                            String.format(
                                    "item %d of a contiguous entry is 0x%x, the first is 0x%x", i - word, other, item));
                }
            }
            entry(iova, lg2, Item.leafAddress(item), (dirty & Item.DIRTY) != 0);
            return items;
        }
    }

    /** Compares with what is expected. */
    private final class View extends Walk {
        @Override
        void top(long pa, int level) {
            if (device != null && device.entry() != DeviceTableEntry.of(pa, level)) {
                findings.report(
                        Invariant.I6,
                        "device table entry",
                        String.format(
                                "it is 0x%x and does not name the top, as 0x%x does",
                                device.entry(), DeviceTableEntry.of(pa, level)));
            }
        }

        @Override
        void wrong(String where, String what) {
            findings.report(Invariant.I8, where, what);
        }

        @Override
        boolean take(long pa) {
            String where = String.format("table 0x%x", pa);
            int bit = memory.contains(pa) ? 1 << (pa >>> PhysicalMemory.FRAME_LG2) : 0;
            if (bit == 0) {
                findings.report(Invariant.I12, where, "it lies beyond the memory");
            } else if ((reached & bit) != 0) {
                findings.report(Invariant.I9, where, "the table shows it twice");
            } else if ((account.inUse() & bit) == 0) {
                findings.report(
                        (account.touched() & bit) != 0 ? Invariant.I9 : Invariant.I12,
                        where,
                        (account.touched() & bit) != 0
                                ? "it is part of the table, and it was given back"
                                : "it is part of the table, and nobody has ever taken this frame");
            } else {
                reached |= bit;
                return true;
            }
            return false;
        }

        @Override
        public void entry(long iova, int lg2, long oa, boolean dirty) {
            int entry = expected.find(iova, lg2);
            String where = String.format("iova 0x%x", iova);
            if (entry == Expectations.NONE) {
                findings.report(
                        Invariant.I12,
                        where,
                        String.format("2^%d bytes translate to 0x%x, and nobody mapped them", lg2, oa));
            } else if (oa != expected.oa(entry)) {
                findings.report(
                        Invariant.I12,
                        where,
                        String.format("translates to 0x%x instead of 0x%x", oa, expected.oa(entry)));
            }
        }
    }

    /** Looks for one entry. */
    private final class DirtyView extends Walk {
        private final long iova;
        private boolean dirty;

        DirtyView(long iova) {
            this.iova = iova;
        }

        @Override
        boolean take(long pa) {
            return memory.contains(pa);
        }

        @Override
        public void entry(long first, int lg2, long oa, boolean isDirty) {
            dirty |= isDirty && (iova ^ first) >>> lg2 == 0;
        }
    }
}
