package dev.racewalk.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"90s, PT90S", "30m, PT30M", "2h, PT2H", "1h30m, PT1H30M", "2d, PT48H"})
    void readsWhatPeopleWrite(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "h", "2x", "-1h", "1m2h", "0s"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageStartingWith(text + ": must be ");
    }

    @Test
    void writesWhatPeopleRead() {
        assertThat(Durations.format(42)).isEqualTo("42 s");
        assertThat(Durations.format(185)).isEqualTo("3 min 05 s");
        assertThat(Durations.format(7_800)).isEqualTo("2 h 10 min");
    }

    @Test
    void numbersKeepThreeDigits() {
        assertThat(Numbers.scaled(0)).isEqualTo("0");
        assertThat(Numbers.scaled(999)).isEqualTo("999");
        assertThat(Numbers.scaled(1_234)).isEqualTo("1.23 K");
        assertThat(Numbers.scaled(56_789_000)).isEqualTo("56.8 M");
        assertThat(Numbers.scaled(Double.NaN)).isEqualTo("-");
        assertThat(Numbers.percent(0.1234)).isEqualTo("12.3 %");
        assertThat(Numbers.percent(0.00012)).isEqualTo("0.012 %");
    }
}
