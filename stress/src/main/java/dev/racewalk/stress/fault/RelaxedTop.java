package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/** {@code relaxed-top}: the top is published by a store that orders nothing, as in {@code increase_top()}. */
final class RelaxedTop extends ProtocolSteps {
    @Override
    public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
        hardware.changeTop(TopOfTable.address(newTop), TopOfTable.level(newTop));
        top.writeOnce(newTop);
    }
}
