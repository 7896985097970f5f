package dev.racewalk.results.report.text;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How wide the terminal is that this program runs in. */
public final class ScreenWidth {
    private static final File TERMINAL = new File("/dev/tty");
    private static final int SECONDS = 2;
    private static final int MOST = 1_000;

    private ScreenWidth() {}

    /**
     * Finds out; the variable COLUMNS overrides what the terminal says.
     *
     * @param otherwise what to take if nobody tells
     * @return columns
     */
    public static int columns(int otherwise) {
        Integer told = number(System.getenv("COLUMNS"));
        if (told == null) {
            told = number(ofTerminal());
        }
        return told == null ? otherwise : told;
    }

    private static @Nullable Integer number(@Nullable String text) {
        boolean isNumber = text != null && text.strip().matches("\\d{1,4}");
        int columns = isNumber ? Integer.parseInt(String.valueOf(text).strip()) : 0;
        return columns > 0 && columns <= MOST ? columns : null;
    }

    /** Java does not tell; {@code stty size} prints lines and columns. */
    private static @Nullable String ofTerminal() {
        if (!TERMINAL.canRead()) {
            return null;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readNBytes(100), StandardCharsets.US_ASCII).strip();
            if (!stty.waitFor(SECONDS, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
            }
            return said.substring(said.indexOf(' ') + 1);
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
