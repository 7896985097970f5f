package dev.racewalk.junit;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.machine.Arena;

/** Each actor writes a word and reads that of the other: one of them at least must see the other's write, which only SC promises. */
class StoreBuffering {
    private final Arena arena = new Arena();
    private final SharedWord x = arena.word("x");
    private final SharedWord y = arena.word("y");
    private long seenByA;
    private long seenByB;

    @Actor
    void a() {
        x.writeOnce(1);
        seenByA = y.readOnce();
    }

    @Actor
    void b() {
        y.writeOnce(1);
        seenByB = x.readOnce();
    }

    @Arbiter
    void oneSeesTheOther() {
        assertNotEquals(0, seenByA + seenByB, "neither has seen the other");
    }
}
