package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.run.ProcessorTime.Reading;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    @Test
    void whatIsBusyAndNotOursIsOthers() {
        assertThat(ProcessorTime.othersShare(new Reading(1000, 500, 100), new Reading(1200, 600, 150)))
                .isEqualTo(0.25);
    }

    @Test
    void roundingNeverMakesItLessThanNothing() {
        assertThat(ProcessorTime.othersShare(new Reading(1000, 500, 100), new Reading(1200, 600, 220)))
                .isZero();
    }

    @Test
    void itIsNullWhereItCannotBeTold() {
        Reading reading = new Reading(1000, 500, 100);
        assertThat(ProcessorTime.othersShare(null, reading)).isNull();
        assertThat(ProcessorTime.othersShare(reading, null)).isNull();
        assertThat(ProcessorTime.othersShare(reading, reading)).isNull();
    }
}
