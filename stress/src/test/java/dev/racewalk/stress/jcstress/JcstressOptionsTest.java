package dev.racewalk.stress.jcstress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.record.Strides;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JcstressOptionsTest {
    private static JcstressOptions parse(String line) {
        return JcstressOptions.parse(Arrays.asList(line.split(" ", -1)));
    }

    @Test
    void whatIsNotGivenIsLeftToThePreset() {
        JcstressOptions options = parse("-time 300");
        assertThat(options.time()).isEqualTo(300);
        assertThat(options.iterations()).isZero();
        assertThat(options.strides()).isNull();
        assertThat(options.heapMb()).isEqualTo(512);
        assertThat(options.split()).isTrue();
        assertThat(options.jvmArgs()).isEmpty();
    }

    @Test
    void whatIsGivenCountsEvenIfItIsTheDefaultOfJcstress() {
        JcstressOptions options = parse("--time=1000 -iters 5 --strideS 256 -hs 256 -sc false -af GLOBAL");
        assertThat(options.time()).isEqualTo(1000);
        assertThat(options.iterations()).isEqualTo(5);
        assertThat(options.strides()).isEqualTo(new Strides(256, 40));
        assertThat(options.heapMb()).isEqualTo(256);
        assertThat(options.split()).isFalse();
        assertThat(options.affinity()).hasToString("GLOBAL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-nonsense        | nonsense",
                "-time abc        | abc",
                "-time 0          | -time 0: must be 1 at least",
                "-iters -3        | iters",
                "-m quick         | -m: a preset is chosen by its name",
                "-fsm 3           | -fsm: modes of the JVM take turns",
                "-p file          | -p: reading results",
                "-c 100000        | Requested to use 100000 CPUs",
                "-t [             | -t [: Unclosed character class",
            })
    void badOptionsGiveOneLine(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    @Test
    void noOptionsAreNone() {
        assertThat(JcstressOptions.parse(List.of())).isSameAs(JcstressOptions.NONE);
    }
}
