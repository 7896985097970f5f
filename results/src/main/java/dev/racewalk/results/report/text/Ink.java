package dev.racewalk.results.report.text;

import dev.racewalk.results.model.Verdict;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * What a terminal can show.
 *
 * @param colours whether it understands colours
 * @param blocks whether its character set has block characters
 * @param width columns that lines may have
 */
public record Ink(boolean colours, boolean blocks, int width) {
    /** Columns where nobody says how many there are. */
    public static final int USUAL_WIDTH = 100;

    private static final int NARROWEST = 60;
    private static final int WIDEST = 160;

    /** Neither. */
    public static final Ink PLAIN = new Ink(false, false);

    private static final List<String> CHARSET_PROPERTIES =
            List.of("stdout.encoding", "sun.stdout.encoding", "native.encoding");
    /** From few to many, and none of them a digit. */
    private static final String ASCII_HEIGHTS = ".:-=+*%#";

    private static final String EIGHTHS = "▏▎▍▌▋▊▉█";
    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";
    private static final int PARTS = 8;

    /**
     * Of the usual width.
     *
     * @param colours whether it understands colours
     * @param blocks whether its character set has block characters
     */
    public Ink(boolean colours, boolean blocks) {
        this(colours, blocks, USUAL_WIDTH);
    }

    /**
     * Finds out what standard output can show. NO_COLOR, CLICOLOR and CLICOLOR_FORCE are respected.
     *
     * @return colours for a terminal only
     */
    public static Ink ofStdout() {
        Charset charset = CHARSET_PROPERTIES.stream()
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .findFirst()
                .orElse(Charset.defaultCharset());
        int width = Terminal.isStdout() ? ScreenWidth.columns(USUAL_WIDTH) : USUAL_WIDTH;
        return new Ink(
                Ansi.AUTO.enabled(),
                charset.equals(StandardCharsets.UTF_8),
                Math.min(WIDEST, Math.max(NARROWEST, width)));
    }

    private String styled(String text, IStyle... styles) {
        return colours && !text.isEmpty() ? Style.on(styles) + text + Style.reset.off() : text;
    }

    /** A heading. */
    public String bold(String text) {
        return styled(text, Style.bold);
    }

    /** What is of less weight. */
    public String faint(String text) {
        return styled(text, Style.faint);
    }

    /** What is wrong. */
    public String bad(String text) {
        return styled(text, Style.bold, Style.fg_red);
    }

    /** What one should know. */
    public String warning(String text) {
        return styled(text, Style.fg_yellow);
    }

    /** What is right. */
    public String good(String text) {
        return styled(text, Style.fg_green);
    }

    /** In the colour of a verdict. */
    public String verdict(Verdict verdict, String text) {
        return switch (verdict) {
            case PASSED -> good(text);
            case WEAK, UNGRADED -> warning(text);
            case FAILED, FORBIDDEN -> bad(text);
        };
    }

    /**
     * Draws a bar on a log scale.
     *
     * @param count samples
     * @param all samples: a whole bar
     * @param width columns of a whole bar
     * @return empty for no sample, else something
     */
    public String bar(long count, long all, int width) {
        int eighths = (int) Math.round(logShare(count, all) * width * PARTS);
        if (count <= 0) {
            return "";
        }
        if (!blocks) {
            return "#".repeat(Math.max(1, Math.round(eighths / (float) PARTS)));
        }
        int rest = eighths % PARTS;
        String bar = "█".repeat(eighths / PARTS) + (rest == 0 ? "" : EIGHTHS.substring(rest - 1, rest));
        return bar.isEmpty() ? EIGHTHS.substring(0, 1) : bar;
    }

    /**
     * Draws the outcomes of a race, a character each, its height on a log scale; without blocks from a dot for few to a hash for
     * all samples.
     *
     * @param counts of the outcomes
     * @param all samples
     * @return as many characters
     */
    public String skyline(Stream<Long> counts, long all) {
        StringBuilder line = new StringBuilder();
        counts.forEach(count -> {
            double share = logShare(count, all);
            line.append((blocks ? HEIGHTS : ASCII_HEIGHTS).charAt((int) Math.round(share * (PARTS - 1))));
        });
        return line.toString();
    }

    private static double logShare(long count, long all) {
        return count <= 0 || all <= 0 ? 0 : Math.min(1, Math.log1p((double) count) / Math.log1p((double) all));
    }
}
