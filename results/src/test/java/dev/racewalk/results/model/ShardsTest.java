package dev.racewalk.results.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import dev.racewalk.results.read.ResultsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which shards are there, and how often. */
class ShardsTest {
    private static List<Shards> of(Path... runs) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Path run : runs) {
            sources.addAll(ResultsReader.read(run).sources());
        }
        return Shards.of(sources);
    }

    @Test
    void aShardThatIsMissingIsNamed() throws IOException {
        assertThat(of(Runs.shard2())).singleElement().satisfies(shards -> {
            assertThat(shards.missing()).containsExactly(1);
            assertThat(shards.missingInWords()).startsWith("shard 1/2 missing (quick -t ");
        });
    }

    @Test
    void allOfThemAreComplete() throws IOException {
        assertThat(of(Runs.shard1(), Runs.shard2())).singleElement().satisfies(shards -> {
            assertThat(shards.missing()).isEmpty();
            assertThat(shards.missingInWords()).isEmpty();
            assertThat(shards.repeatedInWords()).isEmpty();
        });
    }

    @Test
    void aShardThatIsThereTwiceIsNamed() throws IOException {
        assertThat(of(Runs.shard1(), Runs.shard2(), Runs.shard1()))
                .singleElement()
                .satisfies(shards -> assertThat(shards.repeatedInWords())
                        .singleElement()
                        .asString()
                        .startsWith("shard 1/2 is there 2 times: shard-1-of-2, shard-1-of-2 ("));
    }

    @Test
    void anUndividedRunIsCompleteAndMayBeThereOften() throws IOException {
        assertThat(of(Runs.fine17(), Runs.fine17Again())).singleElement().satisfies(shards -> {
            assertThat(shards.missing()).isEmpty();
            assertThat(shards.repeatedInWords()).isEmpty();
        });
    }

    @Test
    void eachKindOfJavaNeedsItsOwnShards() throws IOException {
        assertThat(of(Runs.fine17(), Runs.fine25())).hasSize(2);
    }

    @Test
    void aBareResultFileTellsNothing() throws IOException {
        assertThat(of(Runs.plainJcstress())).isEmpty();
    }
}
