package dev.racewalk.stress.explore.model;

import dev.racewalk.stress.record.Model;

/** Makes the memory models. */
public final class MemoryModels {
    private MemoryModels() {}

    public static MemoryModel of(Model model) {
        return switch (model) {
            case SC -> new Sc();
            case TSO -> new Tso();
            case WEAK -> new Weak();
        };
    }
}
