package dev.racewalk.stress.machine;

import org.jspecify.annotations.Nullable;

/** What a race uses and its {@link Setup} has not. */
final class Missing {
    private Missing() {}

    private static <T> T required(@Nullable T part, String what, String how) {
        if (part == null) {
            throw new RaceMistakeException("the race uses " + what + ", which its setup lacks: " + how + " adds one");
        }
        return part;
    }

    /** For a device, its commands and the domain, or the IOMMU that they belong to. */
    static <T> T device(@Nullable T part) {
        return required(part, "a device", "Setup.withHardware");
    }

    static <T> T secondDevice(@Nullable T part) {
        return required(part, "a second device", "Preparation.secondDevice, or Setup.withDetachedDevice,");
    }

    static <T> T flushQueue(@Nullable T part) {
        return required(part, "a flush queue", "Setup.withFlushQueue");
    }

    static <T> T data(@Nullable T part) {
        return required(part, "a page of data", "Setup.withData");
    }
}
