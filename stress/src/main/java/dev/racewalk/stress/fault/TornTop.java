package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/** {@code torn-top}: address and level of the top change one after the other, and are read one after the other, as if they
 * were two words. */
final class TornTop extends ProtocolSteps {
    @Override
    public long readTop(long[] top) {
        long address = TopOfTable.address(Access.loadAcquire(top, 0));
        return TopOfTable.of(address, TopOfTable.level(Access.loadAcquire(top, 0)));
    }

    @Override
    public void publishTop(long[] words, IommuHardware hardware, long[] top, long newTop) {
        hardware.changeTop(TopOfTable.address(newTop), TopOfTable.level(newTop));
        Access.storeRelease(
                top, 0, TopOfTable.of(TopOfTable.address(newTop), TopOfTable.level(Access.readOnce(top, 0))));
        Access.storeRelease(top, 0, newTop);
    }
}
