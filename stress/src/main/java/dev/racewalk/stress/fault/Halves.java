package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;

/** A flush in two halves: all that was gathered is covered by them, and what is larger than a half by neither. */
final class Halves {
    private Halves() {}

    static void flush(IommuHardware hardware, IotlbGather gather, boolean tablePointers) {
        long middle = gather.firstIova() + ((gather.lastIova() - gather.firstIova()) >>> 1);
        hardware.invalidate(gather.firstIova(), middle, tablePointers);
        hardware.invalidate(middle + 1, gather.lastIova(), tablePointers);
    }
}
