package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a machine at rest, and names the invariant that is broken:
 *
 * <table>
 * <caption>Names</caption>
 * <tr><th>what is found</th><th>invariant</th></tr>
 * <tr><td>an entry is lost together with its table, or too few tables are left, after an unmap</td><td>I10</td></tr>
 * <tr><td>an entry that was there before the actors started is lost, or too few tables are left, after a refused map</td>
 *     <td>I8</td></tr>
 * <tr><td>another entry is lost, one is there that nobody mapped, or one translates otherwise than it was mapped</td>
 *     <td>I12</td></tr>
 * <tr><td>a contiguous entry is not whole; a word is no item</td><td>I8</td></tr>
 * <tr><td>an item leads to a table that was given back, or two items to one; a frame was written to while it was free</td>
 *     <td>I9</td></tr>
 * <tr><td>an item leads to what never was a table; something lies beside the window</td><td>I12</td></tr>
 * <tr><td>a frame that an actor took was given back twice</td><td>I3</td></tr>
 * <tr><td>another frame was given back twice; a frame is in use and not reached; more tables are left than should be</td>
 *     <td>I11</td></tr>
 * <tr><td>the level of the top; item 0 of a top leads to a table that another item leads to</td><td>I7</td></tr>
 * <tr><td>the device table entry does not name the top</td><td>I6</td></tr>
 * <tr><td>a frame was given back as zeroed and was not, or handed out unzeroed</td><td>I2</td></tr>
 * </table>
 *
 * <p>What hardware has noticed has the invariant that it names, I14 among them, of which nothing is found at rest otherwise. What is found first is told, but for a lost table, which is
 * the cause of whatever else is found.
 *
 * <p>Context: the thread that arbitrates.
 */
public final class RestCheck {
    /**
     * One sample in so many of a machine is verified word by word, the first among them: all items by {@link TableVerifier},
     * and all words of all frames. In the others, only item 0, the window and its borders are looked at. That takes 17 us
     * more than the 0.5 us that two processors together spend on a fast sample, and so 3 % of them all; every 256th would
     * take 12 %.
     */
    public static final int THOROUGH_EVERY = 1024;

    private final Root root;
    private final @Nullable Iommu iommu;
    private final Expectations expected = new Expectations();
    private final Findings findings = new Findings();
    private final FrameAccount account = new FrameAccount();
    private final Deeds deeds;
    private final TableCheck tables;
    private final FrameCheck frameCheck;
    private @Nullable Root second;
    private int sample;

    /**
     * Makes a check of a machine whose table has not grown.
     *
     * @param root of its table
     * @param memory where it lies
     * @param used the words of each frame that its race uses
     * @param deeds of its actors
     * @param iommu its hardware; null if it has none
     */
    public RestCheck(Root root, PhysicalMemory memory, UsedWords used, Deeds deeds, @Nullable Iommu iommu) {
        this.root = root;
        this.deeds = deeds;
        this.iommu = iommu;
        tables = new TableCheck(TopOfTable.level(root.first()), memory, used, expected, findings, account);
        frameCheck = new FrameCheck(memory, used, findings);
    }

    /**
     * Returns what the race says that there must be.
     *
     * @return the same for each sample
     */
    public Expectations expected() {
        return expected;
    }

    /**
     * Returns what the last {@link #verify} found, and what the race permits.
     *
     * @return the same for each sample
     */
    public Findings findings() {
        return findings;
    }

    /**
     * Has a second table verified from now on.
     *
     * @param other its root
     */
    public void verifyToo(Root other) {
        second = other;
    }

    /**
     * Returns the account of the frames, which is told before {@link #verify} and {@link #verifyClosed}.
     *
     * @return the same for each sample
     */
    public FrameAccount account() {
        return account;
    }

    /**
     * Forgets what was expected.
     *
     * @return how many samples the machine has seen
     */
    public int nextSample() {
        expected.reset();
        root.reset();
        if (second != null) {
            second.reset();
        }
        return ++sample;
    }

    /**
     * Tells whether the next sample is verified word by word.
     *
     * @return true for one in {@link #THOROUGH_EVERY}
     */
    public boolean isThorough() {
        return sample % THOROUGH_EVERY == 0;
    }

    /**
     * Verifies a machine whose table is open.
     *
     * @param top word that holds the top
     */
    public void verify(long top) {
        findings.begin();
        List<Violation> seen = isThorough() && !findings.permitsAny() ? seenByVerifier() : List.of();
        if (iommu != null) {
            verifyHardware(iommu, top);
        }
        frameCheck.verifyReturns(account);
        verifyLevel(root, top);
        if (root.table().reclaims()) {
            CountCheck.verify(root.table(), findings);
        }
        tables.begin();
        tables.verify(TopOfTable.address(top), TopOfTable.level(top), 0);
        if (second != null) {
            verifySecond(second);
        }
        verifyEntries();
        frameCheck.verifyLeaks(account, tables.reached());
        verifyTables(Integer.bitCount(tables.reached()));
        frameCheck.verifyGivenBack(account, tables.reached());
        seen.forEach(violation -> findings.report(Finding.of(violation)));
        if (isThorough()) {
            frameCheck.verifyAllWords(account, tables.reached());
        }
    }

    /** Verifies a machine whose table is closed: all tables are freed, and nothing reaches them. */
    public void verifyClosed() {
        findings.begin();
        if (iommu != null) {
            if (root.entry() != DeviceTableEntry.BLOCKED) {
                findings.report(
                        Invariant.I9,
                        "device table entry",
                        String.format("it is 0x%x and does not block the device", root.entry()));
            }
            iommu.check().forEach(violation -> findings.report(Finding.of(violation)));
        }
        frameCheck.verifyReturns(account);
        frameCheck.verifyLeaks(account, 0);
        frameCheck.verifyGivenBack(account, 0);
        frameCheck.verifyAllWords(account, 0);
    }

    private List<Violation> seenByVerifier() {
        List<Violation> seen = TableVerifier.verify(root.table());
        return second == null || !seen.isEmpty() ? seen : TableVerifier.verify(second.table());
    }

    private void verifyHardware(Iommu mmu, long top) {
        verifyEntry(root, top);
        List<Violation> violations = mmu.check();
        if (!violations.isEmpty()) {
            findings.report(Finding.of(violations.get(0)));
        }
    }

    private void verifySecond(Root other) {
        long top = other.top();
        verifyEntry(other, top);
        verifyLevel(other, top);
        tables.verify(TopOfTable.address(top), TopOfTable.level(top), 0);
    }

    private void verifyEntry(Root of, long top) {
        long entry = of.entry();
        long right = DeviceTableEntry.of(TopOfTable.address(top), TopOfTable.level(top));
        if (entry != right) {
            findings.report(
                    Invariant.I6,
                    of.named("device table entry"),
                    String.format("it is 0x%x and does not name the top, as 0x%x does", entry, right));
        }
    }

    private void verifyLevel(Root of, long top) {
        int level = of.expectedLevel();
        if (TopOfTable.level(top) != level) {
            findings.report(
                    Invariant.I7,
                    of.named("top"),
                    "it has level " + TopOfTable.level(top) + " instead of level " + level);
        }
    }

    private void verifyEntries() {
        if (expected.foundCount() == expected.count()) {
            return;
        }
        int lost = expected.firstLost();
        String where = String.format("iova 0x%x", expected.iova(lost));
        String what = expected.lostInWords();
        boolean hasTable = expected.hasTableOf(lost);
        if (!hasTable && deeds.hasUnmapped()) {
            findings.reportCause(Invariant.I10, where, what + " with its table, which the unmap did not cover");
        } else if (deeds.wasRefused() && expected.wasPrepared(lost)) {
            findings.report(Invariant.I8, where, what + ", and a map was refused");
        } else {
            findings.report(Invariant.I12, where, hasTable ? what : what + " with its table");
        }
    }

    private void verifyTables(int count) {
        int right = expected.tables();
        if (right == 0 || count == right) {
            return;
        }
        String what = count + " tables instead of " + right;
        if (count > right) {
            findings.report(Invariant.I11, "tables", what + ": nobody has given back the others");
        } else if (deeds.hasUnmapped() || !deeds.wasRefused()) {
            findings.report(Invariant.I10, "tables", what + ": one was given back that was not covered");
        } else {
            findings.reportCause(Invariant.I8, "tables", what + ": a refused map took one away");
        }
    }
}
