package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.Invariant;

/** Looks at the frames of a machine at rest, after {@link TableCheck}: who has them, and what those hold that nobody has. */
final class FrameCheck {
    private static final String WRITTEN = "was written to it while it was free";

    private final PhysicalMemory memory;
    private final UsedWords used;
    private final Findings findings;

    FrameCheck(PhysicalMemory memory, UsedWords used, Findings findings) {
        this.memory = memory;
        this.used = used;
        this.findings = findings;
    }

    /** Nothing was handed out or given back twice. */
    void verifyReturns(FrameAccount account) {
        if (account.handedOutTwice() != 0) {
            findings.report(
                    Invariant.I11,
                    "frame pool",
                    named(account.handedOutTwice()) + " was handed out while it was in use");
        }
        int twice = account.freedTwice();
        if (twice == 0 || findings.permits(Damage.FREED_TWICE)) {
            return;
        }
        if (twice == 1) {
            findings.report(Invariant.I11, "frame account", "something was given back that is no frame");
        } else if ((twice & account.takenByActors()) != 0) { // for an install or a growth, which was lost
            findings.report(
                    Invariant.I3, "frame account", named(twice & account.takenByActors()) + " was given back twice");
        } else {
            findings.report(Invariant.I11, "frame account", named(twice & ~1) + " was given back twice");
        }
    }

    /** Frames in use are reached, and those that are free can be had. */
    void verifyLeaks(FrameAccount account, int reached) {
        if (account.lost() != 0) {
            findings.report(
                    Invariant.I11, "frame pool", named(account.lost()) + " was given back, and is not to be had");
        }
        int leaked = account.inUse() & ~reached;
        if (leaked != 0 && !findings.permits(Damage.LEAKED)) {
            findings.report(Invariant.I11, "frame account", named(leaked) + " is in use, and nothing leads to it");
        }
    }

    /** What was given back is empty: nobody wrote to it afterwards, and it was empty when it was said to be. */
    void verifyGivenBack(FrameAccount account, int reached) {
        long empty = account.poisons() ? FramePool.POISON : 0;
        for (int left = account.touched() & ~reached; left != 0; left &= left - 1) {
            int frame = Integer.numberOfTrailingZeros(left);
            boolean isLeaked = (account.inUse() & (1 << frame)) != 0;
            if (isLeaked || !used.hold(frame, empty)) {
                verifyLateWrites(frame, isLeaked, empty);
            }
            if (empty != 0 && account.isPartOfMachine(1 << frame)) {
                used.fill(frame, 0); // an overmap has freed the first top, which the next sample begins with
            }
        }
        if (account.spoiled() != 0) {
            findings.report(
                    Invariant.I9, "frame account", named(account.spoiled()) + " was written to while it was free");
        }
        if (account.unzeroed() != 0) {
            findings.report(
                    Invariant.I2,
                    "frame account",
                    named(account.unzeroed()) + " was given back as zeroed, and was not");
        }
    }

    private void verifyLateWrites(int frame, boolean isLeaked, long empty) {
        if (!isLeaked && !findings.permits(Damage.WRITTEN_AFTER_FREE)) {
            report(Invariant.I9, frame, empty, WRITTEN);
        }
        memory.zero(frame * PhysicalMemory.FRAME_WORDS, PhysicalMemory.FRAME_WORDS);
        used.fill(frame, empty);
    }

    /** All words of all frames are as at the beginning, since what was used was cleared. */
    void verifyAllWords(FrameAccount account, int reached) {
        for (int frame = 0; frame < memory.frames(); frame++) {
            long empty = account.poisons() && !account.isPartOfMachine(1 << frame) ? FramePool.POISON : 0;
            if (used.firstOther(frame, empty) < 0) {
                continue;
            }
            if ((reached & (1 << frame)) != 0) {
                report(Invariant.I12, frame, empty, "is beyond the window, where no actor maps");
            } else {
                report(Invariant.I9, frame, empty, WRITTEN);
            }
        }
    }

    private void report(Invariant invariant, int frame, long empty, String what) {
        int index = used.firstOther(frame, empty);
        long word = memory.readOnce(frame * PhysicalMemory.FRAME_WORDS + index);
        findings.report(
                invariant,
                String.format("word %d of frame 0x%x", index, (long) frame << PhysicalMemory.FRAME_LG2),
                String.format("0x%x %s", word, what));
    }

    private static String named(int bits) {
        return String.format("frame 0x%x", (long) Integer.numberOfTrailingZeros(bits) << PhysicalMemory.FRAME_LG2);
    }
}
