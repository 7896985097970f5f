package dev.racewalk.stress.testrace.table;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.TableGather;
import dev.racewalk.stress.table.TableParts;
import java.util.Set;

/** A table of fixed height with a lock for each level: whoever makes an item lead to a table, or no more, holds it. */
public class LockPerLevelTable extends Amdv1Table {
    private final SharedWord top;
    private final SpinLock[] locks;

    /** For {@code --table}. */
    public LockPerLevelTable(TableParts parts) {
        super(parts);
        top = parts.topWord();
        top.writeOnce(TopOfTable.of(frames.allocate(), parts.startingLevel()));
        locks = new SpinLock[parts.startingLevel() + 1];
        for (int level = 1; level < locks.length; level++) {
            locks[level] = memory.newLock("lock of level " + level);
        }
        hardware.attach(TopOfTable.address(top.readOnce()), parts.startingLevel(), parts.vaLg2());
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.LARGE_PAGES, Ability.CONTIGUOUS, Ability.DEVICES);
    }

    @Override
    long readTop() {
        return top.readOnce();
    }

    @Override
    Refusal installTable(int slot, int level) {
        locks[level].lock();
        Refusal refusal = null;
        if (memory.readOnce(slot) == Item.EMPTY) {
            long below = frames.allocate();
            if (below == FrameAllocator.NONE) {
                refusal = Refusal.NO_FRAME;
            } else {
                memory.storeRelease(slot, Item.table(below, level));
            }
        }
        locks[level].unlock();
        return refusal;
    }

    @Override
    void retireTable(int slot, int level, long pa, TableGather gather) {
        locks[level].lock();
        memory.writeOnce(slot, Item.EMPTY);
        locks[level].unlock();
        giveUp(pa, gather);
    }

    /** Has a table freed that nothing in memory leads to. */
    void giveUp(long pa, TableGather gather) {
        gather.addTable(pa);
    }
}
