package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.jcstress.JcstressOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private static Pace pace(int seconds, int lanes, String... options) {
        return new Pace(0, Duration.ofSeconds(seconds), lanes, 1_500, JcstressOptions.parse(List.of(options)));
    }

    @Test
    void theTimeIsDividedAmongTheForksThatAreLeft() {
        assertThat(pace(170, 1).next(0, 100).total()).isBetween(900L, 1_100L);
        assertThat(pace(170, 4).next(0, 400).total()).isBetween(900L, 1_100L);
    }

    @Test
    void aForkRacesNeitherTooShortNorTooLong() {
        assertThat(pace(170, 1).next(0, 10_000).total()).isEqualTo(200);
        assertThat(pace(170, 1).next(0, 1).total()).isEqualTo(1_500);
        assertThat(pace(170, 1).next(169 * SECOND + SECOND / 2, 1).total()).isEqualTo(200);
    }

    @Test
    void inAnEndlessRunTheForksOfTheRoundShareTheTime() {
        assertThat(Pace.sharing(60, 100, 2, false)).isEqualTo(260);
        long endless = Pace.sharing(60, 100, Integer.MAX_VALUE - 1, true);
        assertThat(endless).isEqualTo(60);
        assertThat(pace(120, 1).next(0, endless).total()).isBetween(1_200L, 1_400L);
        assertThat(pace(7_200, 1).next(0, endless).total()).isEqualTo(1_500);
        assertThat(pace(7_200, 1).next(7_198 * SECOND + SECOND / 2, 1).total()).isEqualTo(800);
    }

    @Test
    void longRacesAreCutIntoIterations() {
        assertThat(pace(170, 1).next(0, 1)).isEqualTo(new Pace.Racing(3, 500));
    }

    @Test
    void slowForksMakeTheRestShorter() {
        Pace pace = pace(170, 1);
        long before = pace.next(0, 100).total();
        for (int i = 0; i < 50; i++) {
            pace.took(2_000, 800);
        }
        assertThat(pace.next(0, 100).total()).isLessThan(before);
    }

    @Test
    void theUsersTimeIsKept() {
        assertThat(pace(170, 1, "-time", "70", "-iters", "3").next(0, 1)).isEqualTo(new Pace.Racing(3, 70));
        assertThat(pace(170, 1, "-time", "300").next(0, 1)).isEqualTo(new Pace.Racing(5, 300));
        assertThat(pace(170, 1, "-iters", "10").next(0, 1)).isEqualTo(new Pace.Racing(10, 150));
    }

    @Test
    void thereIsNoTimeForAForkThatWouldEndLate() {
        assertThat(pace(10, 1).hasTime(0)).isTrue();
        assertThat(pace(10, 1).hasTime(9 * SECOND + SECOND / 2)).isFalse();
    }
}
