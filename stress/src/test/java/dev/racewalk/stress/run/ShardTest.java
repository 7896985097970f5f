package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.record.Shard;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    private static List<Race> all() {
        return Races.all();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 16, 31, 64, 500})
    void shardsAreDisjointAndCompleteAndAboutEqual(int n) {
        List<Race> dealt = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 1; i <= n; i++) {
            List<Race> shard = Races.dealt(all(), new Shard(i, n));
            dealt.addAll(shard);
            least = Math.min(least, shard.size());
            most = Math.max(most, shard.size());
        }
        assertThat(dealt.stream().map(Race::name))
                .containsExactlyInAnyOrderElementsOf(
                        all().stream().map(Race::name).toList());
        assertThat(most - least).isLessThanOrEqualTo(1);
    }

    @Test
    void aShardDoesNotDependOnTheOrderInWhichRacesAreFound() {
        List<Race> shuffled = new ArrayList<>(all());
        Collections.shuffle(shuffled, new Random(1));
        assertThat(Races.dealt(shuffled, new Shard(2, 5)).stream().map(Race::name))
                .isEqualTo(Races.dealt(all(), new Shard(2, 5)).stream()
                        .map(Race::name)
                        .toList())
                .isSorted();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5/3 | --shard 5/3: i must be 1..3",
                "0/3 | --shard 0/3: i must be 1..3",
                "1/0 | --shard 1/0: n must be 1 at least",
                "1   | --shard 1: must be i/n, as in 2/8",
                "-1/3 | --shard -1/3: must be i/n, as in 2/8"
            })
    void badShardsNameTheValueAndTheRule(String text, String message) {
        assertThatThrownBy(() -> ShardChoice.choose(text, null, Map.of())).hasMessage(message);
    }

    @Test
    void withoutAWordItIsTheWholeSuite() {
        assertThat(ShardChoice.choose(null, null, Map.of())).isEqualTo(Shard.WHOLE);
        assertThat(ShardChoice.choose(null, 1, Map.of())).isEqualTo(Shard.WHOLE);
    }

    @Test
    void kubernetesCountsFromZeroAndDoesNotTellHowMany() {
        Map<String, String> env = Map.of("JOB_COMPLETION_INDEX", "2");
        assertThat(ShardChoice.choose(null, 3, env)).isEqualTo(new Shard(3, 3));
        assertThat(ShardChoice.choose("1/1", null, env)).isEqualTo(Shard.WHOLE);
        assertThatThrownBy(() -> ShardChoice.choose(null, null, env)).hasMessageContaining("Give --shards n");
        assertThatThrownBy(() -> ShardChoice.choose(null, 2, env))
                .hasMessage("JOB_COMPLETION_INDEX=2: must be 0..1 with --shards 2");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 7, 8, 1/8", "7, 0, 7, 8, 8/8", "5, 1, 9, 3, 2/3", "4, 4, 4, 1, 1/1"})
    void slurmTellsAll(String id, String min, String max, String count, String shard) {
        assertThat(ShardChoice.choose(null, null, slurm(id, min, max, count))).hasToString(shard);
    }

    @Test
    void anUnevenSlurmArrayIsRefused() {
        assertThatThrownBy(() -> ShardChoice.choose(null, null, slurm("3", "1", "7", "3")))
                .hasMessageContaining("SLURM_ARRAY_TASK_ID=3")
                .hasMessageContaining("give --shard i/n");
        assertThatThrownBy(() -> ShardChoice.choose(null, 4, slurm("1", "1", "8", "8")))
                .hasMessage("--shards 4: must be SLURM_ARRAY_TASK_COUNT=8, or absent");
    }

    @Test
    void aNumberOfShardsAloneIsNotEnough() {
        assertThatThrownBy(() -> ShardChoice.choose(null, 4, Map.of())).hasMessageContaining("give --shard i/4");
        assertThatThrownBy(() -> ShardChoice.choose("1/3", 4, Map.of()))
                .hasMessage("--shards 4: must be 3 as in --shard 1/3, or absent");
        assertThatThrownBy(() -> ShardChoice.choose(null, 0, Map.of())).hasMessage("--shards 0: must be 1 at least");
    }

    private static Map<String, String> slurm(String id, String min, String max, String count) {
        return Map.of(
                "SLURM_ARRAY_TASK_ID", id,
                "SLURM_ARRAY_TASK_MIN", min,
                "SLURM_ARRAY_TASK_MAX", max,
                "SLURM_ARRAY_TASK_COUNT", count);
    }
}
