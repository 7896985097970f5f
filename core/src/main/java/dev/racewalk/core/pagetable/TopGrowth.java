package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import org.jspecify.annotations.Nullable;

/** The top of a table, and how it grows. */
final class TopGrowth {
    private final long[] words;
    private final FrameAllocator frames;
    private final ProtocolSteps steps;
    private final IommuHardware hardware;
    private final int vaLg2;
    private final long beyondVa;
    private final SpinLock lock;
    private final SharedWord top;
    private final @Nullable UseCounts counts;

    /**
     * Puts an empty top in place, and tells hardware.
     *
     * @param topWord where the top is kept; null for a word of its own
     * @param counts of the items in use; null where empty tables stay
     * @throws PageTableException ENOMEM
     */
    TopGrowth(
            PhysicalMemory memory,
            FrameAllocator frames,
            ProtocolSteps steps,
            IommuHardware hardware,
            Limits limits,
            int startingLevel,
            @Nullable SharedWord topWord,
            @Nullable UseCounts counts) {
        words = memory.words();
        this.counts = counts;
        this.frames = frames;
        this.steps = steps;
        this.hardware = hardware;
        vaLg2 = limits.vaLg2();
        beyondVa = limits.beyondVa();
        long table = frames.allocate();
        if (table == FrameAllocator.NONE) {
            throw new PageTableException(Refusal.NO_FRAME, "build()", "the top table", 0);
        }
        if (counts != null) {
            counts.begin(table, 0, startingLevel, 0);
        }
        lock = memory.newLock("top lock");
        top = topWord != null ? topWord : memory.newWord("top of table", 0);
        try {
            hardware.attach(table, startingLevel, vaLg2);
        } catch (RuntimeException e) {
            frames.freeZeroed(table);
            throw e;
        }
        top.storeRelease(TopOfTable.of(table, startingLevel)); // after hardware, as when it grows (I6)
    }

    /** The word that holds the top. */
    SharedWord top() {
        return top;
    }

    /** The top as it is, of a closed table too. */
    long read() {
        return steps.readTop(top);
    }

    /** Closes the table for later operations. */
    void close() {
        top.storeRelease(TopOfTable.CLOSED);
    }

    /** A top that reaches a range and a level, grown where needed; or a refusal. */
    long topFor(long last, int leafLevel) {
        while (true) {
            long snapshot = openTop();
            if (TopOfTable.reaches(snapshot, last, beyondVa) && leafLevel <= TopOfTable.level(snapshot)) {
                return snapshot;
            }
            if ((last & beyondVa) != 0) {
                return MapResult.refused(Refusal.BEYOND_VA_WIDTH);
            }
            Refusal refusal = increaseTop(last, leafLevel);
            if (refusal != null && steps.endsGrowth(refusal)) {
                return MapResult.refused(refusal);
            }
        }
    }

    /**
     * Prepares the new tops that a range and a level need, and publishes them if the top is still the one they stand on.
     * The caller looks at the top again in any case. Kernel: {@code increase_top()}.
     */
    private @Nullable Refusal increaseTop(long last, int leafLevel) {
        long snapshot = steps.readTop(top);
        long newTop = 0;
        long highest = snapshot;
        while (!TopOfTable.reaches(highest, last, beyondVa) || leafLevel > TopOfTable.level(highest)) {
            int level = TopOfTable.level(highest) + 1;
            // Never so as long as each step is right: the range fits the VA width.
            boolean pointless = level > Level.MAX || Level.itemLg2(level) >= vaLg2;
            long table = pointless ? FrameAllocator.NONE : steps.allocateTable(frames);
            if (pointless || !steps.isAllocated(table)) {
                steps.giveBackChain(words, frames, newTop, snapshot);
                return pointless ? Refusal.BEYOND_VA_WIDTH : Refusal.NO_FRAME;
            }
            if (counts != null) {
                counts.begin(table, 0, level, 1);
            }
            Access.writeOnce(words, TopOfTable.slot(table), Item.table(TopOfTable.address(highest), level));
            newTop = TopOfTable.of(table, level);
            highest = newTop;
        }
        boolean published = false;
        steps.lockTop(lock);
        try {
            published = steps.mayPublish(snapshot, steps.readTop(top), newTop);
            if (published) {
                steps.publishTop(words, hardware, top, newTop);
            }
        } catch (RuntimeException e) {
            if (steps.readTop(top) == snapshot) {
                steps.giveBackChain(words, frames, newTop, snapshot);
            }
            throw e;
        } finally {
            steps.unlockTop(lock);
        }
        if (published && counts != null) {
            counts.listIfEmpty(UseCounts.frame(snapshot)); // a top is never severed; it is none any more
        }
        if (!published) {
            steps.giveBackChain(words, frames, newTop, snapshot);
        }
        return null;
    }

    /** The top of an open table. */
    long openTop() {
        long snapshot = steps.readTop(top);
        if (snapshot == TopOfTable.CLOSED) {
            throw new IllegalStateException("the page table is closed");
        }
        return snapshot;
    }
}
