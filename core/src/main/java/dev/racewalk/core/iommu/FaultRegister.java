package dev.racewalk.core.iommu;

import org.jspecify.annotations.Nullable;

/** The last fault of a device, kept without garbage. Context: under the lock of the device. */
final class FaultRegister {
    private final int device;
    private @Nullable TranslationFault fault;
    private long iova;
    private int access;
    private int level;
    private long address;
    private long word;

    FaultRegister(int device) {
        this.device = device;
    }

    /** Notes a fault and returns its code. */
    long set(TranslationFault what, long input, int wanted, int itemLevel, long itemAddress, long itemWord) {
        fault = what;
        iova = input;
        access = wanted;
        level = itemLevel;
        address = itemAddress;
        word = itemWord;
        return what.code();
    }

    @Nullable
    FaultRecord read() {
        return fault == null ? null : new FaultRecord(fault, device, iova, access, level, address, word);
    }
}
