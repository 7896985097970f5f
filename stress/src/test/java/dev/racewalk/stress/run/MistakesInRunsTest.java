package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.ForkStatus;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MistakesInRunsTest {
    @TempDir
    private Path temp;

    @Test
    void aMistakeInARaceIsAFailureThatSaysTheRule() throws IOException, InterruptedException {
        RunConfig config = RunnerTest.config("mistake.(TooFewFrames|NoDevice)Race", temp.resolve("run"));
        RunResult result = new Runner(config, new RunListener() {}).run();

        assertThat(result.forks()).hasSize(2).allSatisfy(fork -> {
            assertThat(fork.status()).isIn(ForkStatus.TEST_ERROR, ForkStatus.CHECK_TEST_ERROR);
            assertThat(fork.forbidden()).isZero();
            assertThat(String.join("\n", fork.messages()))
                    .contains(
                            fork.simpleName().equals("NoDeviceRace")
                                    ? "the race uses a device, which its setup lacks"
                                    : "it is refused a frame: the setup has 0 for each actor");
        });
    }
}
