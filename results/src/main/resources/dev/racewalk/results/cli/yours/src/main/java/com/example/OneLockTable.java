package com.example;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.RacedTable;
import dev.racewalk.stress.table.TableGather;
import dev.racewalk.stress.table.TableParts;
import dev.racewalk.stress.table.TableView;
import java.util.Set;

/**
 * A page table of pages of 4 KiB and a fixed height. One lock is held by whoever maps or unmaps; threads that look up, and devices,
 * walk without it. Its tables stay until the end.
 */
public class OneLockTable implements RacedTable {
    private static final int PAGE = 4096;
    private static final int NONE = -1;
    private static final long ATTRIBUTES = Item.READABLE | Item.WRITABLE | Item.FORCE_COHERENCE;

    private final PhysicalMemory memory;
    private final FrameAllocator frames;
    private final IommuHardware hardware;
    private final SpinLock lock;
    private final long top;
    private final int topLevel;

    /** One is made for each execution. */
    public OneLockTable(TableParts parts) {
        memory = parts.memory();
        frames = parts.frames();
        hardware = parts.hardware();
        lock = memory.newLock("table lock");
        top = frames.allocate();
        topLevel = parts.startingLevel();
        hardware.attach(top, topLevel, parts.vaLg2());
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.DEVICES);
    }

    @Override
    public Refusal map(long iova, long oa, int lg2) {
        lock.lock();
        Refusal refusal = mapPage(iova, oa);
        lock.unlock();
        return refusal;
    }

    /** Context: the lock is held. */
    final Refusal mapPage(long iova, long oa) {
        long table = top;
        for (int level = topLevel; level > 0; level--) {
            int slot = slot(table, level, iova);
            long item = memory.readOnce(slot);
            if (item == Item.EMPTY) {
                long below = frames.allocate();
                if (below == FrameAllocator.NONE) {
                    return Refusal.NO_FRAME;
                }
                item = Item.table(below, level);
                memory.storeRelease(slot, item); // zeros before the item that leads to them
            }
            table = Item.tableAddress(item);
        }
        int slot = slot(table, 0, iova);
        if (memory.readOnce(slot) != Item.EMPTY) {
            return Refusal.IN_USE;
        }
        memory.storeRelease(slot, Item.leaf(oa, 12, 0, ATTRIBUTES));
        return null;
    }

    @Override
    public long unmap(long iova, long length, TableGather gather) {
        long va = iova;
        lock.lock();
        while (va != iova + length) {
            int slot = leaf(va);
            if (slot == NONE) {
                break;
            }
            memory.writeOnce(slot, Item.EMPTY);
            va += PAGE;
        }
        lock.unlock();
        if (va != iova) {
            gather.add(iova, va - iova);
        }
        return va - iova;
    }

    @Override
    public void sync(TableGather gather) {
        if (!gather.isEmpty()) {
            hardware.invalidate(gather.firstIova(), gather.lastIova(), false);
            gather.clear();
        }
    }

    @Override
    public long lookUp(long iova) {
        int slot = leaf(iova);
        return slot == NONE ? NO_TRANSLATION : Item.leafAddress(memory.readOnce(slot)) + (iova & PAGE - 1);
    }

    /** The word of the leaf that translates an address, or NONE. */
    private int leaf(long iova) {
        if (topLevel < Level.MAX && iova >>> Level.tableLg2(topLevel) != 0) {
            return NONE; // beyond the top, which spans all 64 bits at level 5
        }
        int slot = slot(top, topLevel, iova);
        for (int level = topLevel; level > 0; level--) {
            long item = memory.loadAcquire(slot);
            if (item == Item.EMPTY) {
                return NONE;
            }
            slot = slot(Item.tableAddress(item), level - 1, iova);
        }
        return memory.readOnce(slot) == Item.EMPTY ? NONE : slot;
    }

    private int slot(long table, int level, long iova) {
        return memory.word(table) + Level.index(iova, level);
    }

    @Override
    public void view(TableView view) {
        view.amdv1(top, topLevel);
    }
}
