package dev.racewalk.results.report.export;

import dev.racewalk.results.report.Columns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A text in Markdown, line by line. */
final class MarkdownText {
    private final StringBuilder text = new StringBuilder();

    void line(String line) {
        text.append(line).append('\n');
    }

    void write(OutputStream out) throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Nothing of it is taken for HTML, a table or emphasis. */
    static String escape(String text) {
        return Columns.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("([\\\\`*_\\[\\]|#~@])", "\\\\$1");
    }
}
