package dev.racewalk.stress.machine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

/** Which words of a frame are looked at. */
class UsedWordsTest {
    private final PhysicalMemory memory = new PhysicalMemory(4);

    @Test
    void aWindowAtAnEndOfTheTableHasABorderOnOneSide() {
        UsedWords first = new UsedWords(memory, 0, 8);
        assertThat(first.leftBorder()).isEqualTo(UsedWords.NO_BORDER);
        assertThat(first.rightBorder()).isEqualTo(8);
        UsedWords last = new UsedWords(memory, 504, 8);
        assertThat(last.leftBorder()).isEqualTo(503);
        assertThat(last.rightBorder()).isEqualTo(UsedWords.NO_BORDER);
        last.fill(2, 5);
        assertThat(memory.readOnce(memory.word(0x3000))).isZero(); // the next frame
        assertThat(last.hold(2, 5)).isTrue();
        assertThat(last.firstOther(2, 5)).isEqualTo(-1);
    }
}
