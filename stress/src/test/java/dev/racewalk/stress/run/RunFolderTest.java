package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path temp;

    static ForkRecord fork(int number) {
        return new ForkRecord(
                RunFolder.SCHEMA,
                number,
                "dev.racewalk.stress.install.SomeRace",
                "install",
                "What meets \"what\", über alles.",
                List.of("first", "second"),
                new Strides(4, 256),
                2,
                500,
                "tiered",
                List.of("-Xint"),
                List.of("-Xms1M", "-Xint"),
                "unified",
                -1,
                "(PG 0, CG 0), (PG 0, CG 1)",
                "LOCAL",
                List.of(0, 1),
                "HARD",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Instant.parse("2026-01-02T03:04:07.678Z"),
                2_000,
                100,
                20,
                1,
                List.of(
                        new OutcomeRecord("a, b", 79, Grade.ACCEPTABLE, "Apart."),
                        new OutcomeRecord("b, a", 20, Grade.ACCEPTABLE_INTERESTING, "Met."),
                        new OutcomeRecord("I2 broken", 1, Grade.FORBIDDEN, "No default case."),
                        new OutcomeRecord(".*", 0, Grade.UNKNOWN, "")),
                ForkStatus.NORMAL,
                0,
                List.of("racewalk: caught"),
                List.of("line\n", "\u0000"),
                null);
    }

    @Test
    void forksAreReadBackAsTheyWereWritten() throws IOException {
        Path path = temp.resolve("run");
        try (RunFolder folder = RunFolder.create(path)) {
            folder.append(fork(1));
            folder.append(fork(2));
        }
        assertThat(RunFolder.readForks(path)).containsExactly(fork(1), fork(2));
        assertThat(Files.readAllLines(path.resolve("forks.jsonl"))).hasSize(2);
    }

    @Test
    void aLineThatWasCutOffIsLeftOut() throws IOException {
        try (RunFolder folder = RunFolder.create(temp)) {
            folder.append(fork(1));
            Files.writeString(temp.resolve("forks.jsonl"), "{\"schema\":1,\"fo", StandardOpenOption.APPEND);
        }
        assertThat(RunFolder.readForks(temp)).containsExactly(fork(1));
    }

    @Test
    void fieldsOfALaterVersionAreSkippedAndAnotherSchemaIsRefused() throws IOException {
        Path file = temp.resolve("forks.jsonl");
        Files.writeString(file, "{\"schema\":1,\"fork\":7,\"later\":true}\n");
        assertThat(RunFolder.readForks(temp)).hasSize(1);
        Files.writeString(file, "{\"schema\":2,\"fork\":7}\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("schema 2: must be 1");
        Files.writeString(file, "nonsense\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("forks.jsonl, line 1: ");
    }

    @Test
    void aRunOverwritesNothing() throws IOException {
        Files.writeString(temp.resolve("precious"), "x");
        assertThatThrownBy(() -> RunFolder.create(temp)).hasMessageContaining("not empty");
        assertThatThrownBy(() -> RunFolder.create(temp.resolve("precious"))).hasMessageContaining("is a file");
    }

    @Test
    void ratesComeFromTheStridesThatSuitThem() {
        Tally tally = new Tally();
        tally.add(fork(1));
        assertThat(tally.metPerSecond()).isEqualTo(20.0);
        assertThat(tally.samplesPerSecond()).isNaN();
        assertThat(tally.metShare()).isEqualTo(0.2);
        assertThat(tally.othersShare()).isNaN();
        assertThat(tally.bad()).hasSize(1);
    }
}
