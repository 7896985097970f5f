package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/** {@code top-before-hardware}: threads learn of a new top before hardware does. */
final class TopBeforeHardware extends ProtocolSteps {
    @Override
    public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
        top.storeRelease(newTop);
        hardware.changeTop(TopOfTable.address(newTop), TopOfTable.level(newTop));
    }
}
