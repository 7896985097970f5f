package dev.racewalk.stress.testrace.table;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.TableParts;
import java.util.Set;

/**
 * A table whose top is two words, its address and its level, as AMD's driver had it before generic_pt: a sequence count tells a
 * reader that they do not belong together, and it reads again.
 */
public class TwoWordTopTable extends Amdv1Table {
    final SharedWord root;
    final SharedWord level;
    private final SharedWord sequence;
    private final SpinLock growth;

    /** For {@code --table}. */
    public TwoWordTopTable(TableParts parts) {
        super(parts);
        root = memory.newWord("root", frames.allocate());
        level = memory.newWord("level", parts.startingLevel());
        sequence = memory.newWord("sequence count", 0);
        growth = memory.newLock("growth lock");
        hardware.attach(root.readOnce(), parts.startingLevel(), parts.vaLg2());
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.GROWTH, Ability.LARGE_PAGES, Ability.CONTIGUOUS, Ability.DEVICES);
    }

    @Override
    long readTop() {
        for (int spins = 0; ; ) {
            long before = sequence.loadAcquire();
            if (before % 2 != 0) {
                SpinLock.pause(spins++);
                continue;
            }
            long pa = root.loadAcquire();
            int itsLevel = (int) level.loadAcquire();
            if (sequence.readOnce() == before) {
                return TopOfTable.of(pa, itsLevel);
            }
        }
    }

    @Override
    Refusal grow(long seen) {
        int next = TopOfTable.level(seen) + 1;
        if (next > 5) {
            return Refusal.BEYOND_VA_WIDTH;
        }
        long above = frames.allocate();
        if (above == FrameAllocator.NONE) {
            return Refusal.NO_FRAME;
        }
        growth.lock();
        if (root.readOnce() == TopOfTable.address(seen)) {
            memory.writeOnce(memory.word(above), Item.table(TopOfTable.address(seen), next));
            hardware.changeTop(above, next);
            publishTop(above, next);
            growth.unlock();
        } else {
            growth.unlock();
            frames.freeZeroed(above);
        }
        return null;
    }

    private void publishTop(long pa, int itsLevel) {
        long count = sequence.readOnce();
        sequence.writeOnce(count + 1);
        root.storeRelease(pa);
        level.storeRelease(itsLevel);
        sequence.storeRelease(count + 2);
    }

    @Override
    public int topLevel() {
        return TopOfTable.level(readTop());
    }
}
