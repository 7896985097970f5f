package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.DeviceTableEntry;
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
 * <p>What hardware has noticed has the invariant that it names. What is found first is told, but for a lost table, which is
 * the cause of whatever else is found.
 *
 * <p>Context: the thread that arbitrates.
 */
final class RestCheck {
    /**
     * One sample in so many of a machine is verified word by word, the first among them: all items by {@link TableVerifier},
     * and all words of all frames. In the others, only item 0, the window and its borders are looked at. That takes 17 us
     * more than the 0.5 us that two processors together spend on a fast sample, and so 3 % of them all; every 256th would
     * take 12 %.
     */
    static final int THOROUGH_EVERY = 1024;

    private final IoPageTable table;
    private final MachineFrames frames;
    private final @Nullable Iommu iommu;
    private final @Nullable Device device;
    private final Expectations expected;
    private final Findings findings = new Findings();
    private final FrameAccount account = new FrameAccount();
    private final Deeds deeds;
    private final TableCheck tables;
    private final FrameCheck frameCheck;
    private @Nullable SecondDomain second;
    private int sample;

    RestCheck(
            Setup setup,
            PhysicalMemory memory,
            MachineFrames frames,
            IoPageTable table,
            int window,
            @Nullable Iommu iommu,
            @Nullable Device device) {
        this.frames = frames;
        this.table = table;
        this.iommu = iommu;
        this.device = device;
        expected = new Expectations(setup.startingLevel());
        deeds = new Deeds(frames);
        UsedWords used = new UsedWords(memory, window, setup.window());
        tables = new TableCheck(setup, memory, used, frames, expected, findings, window);
        frameCheck = new FrameCheck(memory, used, frames, findings);
    }

    /** What the race says that there must be. */
    Expectations expected() {
        return expected;
    }

    /** What the last {@link #verify} found, and what the race permits. */
    Findings findings() {
        return findings;
    }

    /** Has a second table verified from now on. */
    void verifyToo(SecondDomain other) {
        second = other;
    }

    /** Forgets what was expected; returns how many samples the machine has seen. */
    int nextSample() {
        expected.reset();
        sample++;
        frames.checkThoroughly(isThorough());
        return sample;
    }

    private boolean isThorough() {
        return sample % THOROUGH_EVERY == 0;
    }

    void verify(long top) {
        findings.begin();
        frames.tell(account);
        List<Violation> seen = isThorough() && !findings.permitsAny() ? seenByVerifier() : List.of();
        if (device != null && iommu != null) {
            verifyHardware(iommu, device, top);
        }
        frameCheck.verifyReturns(account);
        verifyLevel("top", top, expected.topLevel());
        tables.begin(account);
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
            frameCheck.verifyAllWords(tables.reached());
        }
    }

    /** Verifies a machine whose table is closed: all tables are given back, and nothing reaches them. */
    void verifyClosed() {
        findings.begin();
        frames.tell(account);
        if (device != null && iommu != null) {
            if (device.entry() != DeviceTableEntry.BLOCKED) {
                findings.report(
                        Invariant.I9,
                        "device table entry",
                        String.format("it is 0x%x and does not block the device", device.entry()));
            }
            iommu.check().forEach(violation -> findings.report(Finding.of(violation)));
        }
        frameCheck.verifyReturns(account);
        frameCheck.verifyLeaks(account, 0);
        frameCheck.verifyGivenBack(account, 0);
        frameCheck.verifyAllWords(0);
    }

    private List<Violation> seenByVerifier() {
        List<Violation> seen = TableVerifier.verify(table);
        return second == null || !seen.isEmpty() ? seen : TableVerifier.verify(second.table());
    }

    private void verifyHardware(Iommu mmu, Device walker, long top) {
        verifyEntry("device table entry", walker.entry(), top);
        List<Violation> violations = mmu.check();
        if (!violations.isEmpty()) {
            findings.report(Finding.of(violations.get(0)));
        }
    }

    private void verifySecond(SecondDomain other) {
        long top = other.top();
        verifyEntry("device table entry of the second domain", other.entry(), top);
        verifyLevel("top of the second domain", top, other.expectedTopLevel());
        tables.verify(TopOfTable.address(top), TopOfTable.level(top), 0);
    }

    private void verifyEntry(String where, long entry, long top) {
        long right = DeviceTableEntry.of(TopOfTable.address(top), TopOfTable.level(top));
        if (entry != right) {
            findings.report(
                    Invariant.I6, where, String.format("it is 0x%x and does not name the top, as 0x%x does", entry, right));
        }
    }

    private void verifyLevel(String where, long top, int level) {
        if (TopOfTable.level(top) != level) {
            findings.report(
                    Invariant.I7, where, "it has level " + TopOfTable.level(top) + " in place of level " + level);
        }
    }

    private void verifyEntries() {
        int count = expected.count();
        if (expected.foundCount() == count) {
            return;
        }
        int lost = expected.firstLost();
        String where = String.format("iova 0x%x", expected.iova(lost));
        String what = expected.foundCount() + " of " + count + " entries found; this one is lost";
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
        String what = count + " tables in place of " + right;
        if (count > right) {
            findings.report(Invariant.I11, "tables", what + ": nobody has given back the others");
        } else if (deeds.hasUnmapped() || !deeds.wasRefused()) {
            findings.report(Invariant.I10, "tables", what + ": one was given back that was not covered");
        } else {
            findings.reportCause(Invariant.I8, "tables", what + ": a refused map took one away");
        }
    }
}
