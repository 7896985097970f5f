package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The memory of one machine. It keeps hold of the first word that it makes, the top of the table, so that it can be put back. */
final class MachineMemory extends PhysicalMemory {
    private @Nullable SharedWord top;

    MachineMemory(int frames) {
        super(frames);
    }

    @Override
    public SharedWord newWord(String name, long initial) {
        SharedWord word = super.newWord(name, initial);
        if (name.equals("top of table")) {
            top = word;
        }
        return word;
    }

    SharedWord top() {
        return Objects.requireNonNull(top);
    }
}
