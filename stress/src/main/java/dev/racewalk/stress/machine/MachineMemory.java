package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The memory of one machine. It keeps hold of the first word that it makes, the top of the table, so that it can be put back. */
public class MachineMemory extends PhysicalMemory {
    private @Nullable SharedWord top;

    /**
     * Makes a memory of zeros.
     *
     * @param frames how many
     * @param plain whether accesses to words are left as they are
     */
    protected MachineMemory(int frames, boolean plain) {
        super(frames, plain);
    }

    @Override
    public final SharedWord newWord(String name, long initial) {
        SharedWord word = makeWord(name, initial);
        if (name.equals("top of table")) {
            top = word;
        }
        return word;
    }

    /**
     * Makes a word.
     *
     * @param name what it is
     * @param initial first value
     * @return the word
     */
    protected SharedWord makeWord(String name, long initial) {
        return super.newWord(name, initial);
    }

    SharedWord top() {
        return Objects.requireNonNull(top);
    }
}
