package dev.racewalk.stress.explore;

import dev.racewalk.stress.record.Model;

/** Makes the memory models. */
final class MemoryModels {
    private MemoryModels() {}

    static MemoryModel of(Model model) {
        return switch (model) {
            case SC -> new Sc();
            case TSO -> new Tso();
            case WEAK -> new Weak();
        };
    }
}
