package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EngineHookTest {
    private final PhysicalMemory memory = new PhysicalMemory(2);
    private final long[] words = memory.words();

    @BeforeAll
    static void install() {
        EngineHook.install();
    }

    @Test
    void eachAccessFindsWhatAnotherOneLeft() {
        assertThat(memory.readOnce(5)).isZero();

        memory.writeOnce(5, 6);
        assertThat(memory.casVolatile(5, 5, 1)).isFalse();
        assertThat(memory.casVolatile(5, 6, 7)).isTrue();
        assertThat(memory.andVolatile(5, 3)).isEqualTo(7);
        assertThat(memory.loadAcquire(5)).isEqualTo(3);
        assertThat(memory.newWord("a word", 9).readOnce()).isEqualTo(9);
        assertThat(memory.newLock("a lock").tryLock()).isTrue();
    }

    @Test
    void aBulkAccessTouchesTheWordsThatTheCodeInProductionTouches() {
        memory.fill(100, 64, 8);

        assertThat(memory.readOnce(99)).isZero();
        assertThat(memory.readOnce(100)).isEqualTo(8);
        assertThat(memory.readOnce(163)).isEqualTo(8);
        assertThat(memory.readOnce(164)).isZero();
        assertThat(Access.zerosPlain(words, 60, 41)).isEqualTo(40);
        assertThat(Access.zerosPlain(words, 60, 40)).isEqualTo(40);
        assertThat(Access.zerosPlain(words, 100, 40)).isZero();
    }

    /** Else it would be no step, and right all the same. */
    @Test
    void whoGoesPastAccessReadsAndWritesNonsense() {
        memory.writeOnce(5, 6);
        assertThat(words[5]).isNotEqualTo(6);
        assertThat(words[4]).isNotZero();

        words[5] = 6;
        assertThat(memory.readOnce(5)).isNotEqualTo(6);
    }
}
