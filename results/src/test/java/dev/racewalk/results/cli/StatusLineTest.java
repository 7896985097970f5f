package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusLineTest {
    private static final String TEXT =
            "race 1/2  fork 3  TornTopRace 4x64 tiered  1.00 M samples, 0 forbidden  ".repeat(3);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch asked = new CountDownLatch(2);

    private String text() {
        asked.countDown();
        return TEXT;
    }

    /** What reaches the last column goes on in the next line of the terminal, and stays there for ever. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20, 40, 80, 100})
    void onATerminalItIsOneLineAtAnyWidth(int width) throws InterruptedException {
        try (StatusLine line =
                new StatusLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, this::text, () -> width)) {
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            line.above(() -> {});
        }
        String shown = bytes.toString(StandardCharsets.UTF_8);
        assertThat(shown)
                .doesNotContain("\n")
                .startsWith("\r" + TEXT.substring(0, Math.max(1, width - 1)) + "\u001b[K");
        assertThat(shown.split("\r", -1))
                .allMatch(part -> part.replace("\u001b[K", "").length() <= Math.max(1, width - 1));
        assertThat(shown).endsWith("\u001b[K");
    }

    @Test
    void withoutATerminalNothingIsRewritten() {
        new StatusLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, this::text, () -> 80).close();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
