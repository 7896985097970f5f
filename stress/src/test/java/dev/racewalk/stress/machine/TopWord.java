package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.SharedWord;
import java.lang.reflect.Field;

/** Writes the word that holds the top of a table of a machine, which only growth does. */
final class TopWord {
    private TopWord() {}

    static void write(Object machineOrDomain, long top) {
        try {
            Field field = machineOrDomain.getClass().getDeclaredField("top");
            field.setAccessible(true);
            ((SharedWord) field.get(machineOrDomain)).writeOnce(top);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no word for the top", e);
        }
    }
}
