package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/** {@code torn-top}: address and level of the top change one after the other, and are read one after the other, as if they
 * were two words. */
final class TornTop extends ProtocolSteps {
    @Override
    public long readTop(SharedWord top) {
        long address = TopOfTable.address(top.loadAcquire());
        return TopOfTable.of(address, TopOfTable.level(top.loadAcquire()));
    }

    @Override
    public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
        hardware.changeTop(TopOfTable.address(newTop), TopOfTable.level(newTop));
        top.storeRelease(TopOfTable.of(TopOfTable.address(newTop), TopOfTable.level(top.readOnce())));
        top.storeRelease(newTop);
    }
}
