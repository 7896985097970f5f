package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/** {@code top-before-hardware}: threads learn of a new top before hardware does. */
final class TopBeforeHardware extends ProtocolSteps {
    @Override
    public void publishTop(long[] words, IommuHardware hardware, long[] top, long newTop) {
        Access.storeRelease(top, 0, newTop);
        hardware.changeTop(TopOfTable.address(newTop), TopOfTable.level(newTop));
    }
}
