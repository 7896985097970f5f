package dev.racewalk.results.cli;

import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.text.Terminal;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells how a kill matrix goes: on a terminal in one line that is rewritten, else in a line for each race against each fault. */
final class MatrixProgress implements Consumer<String>, AutoCloseable {
    private final PrintWriter err;
    private final @Nullable Function<Supplier<String>, StatusLine> terminal;
    private @Nullable StatusLine status;
    private int done;
    private String last = "";

    MatrixProgress(PrintWriter err) {
        this(err, Terminal.isStderr() ? text -> new StatusLine(System.err, true, text) : null);
    }

    /**
     * Makes it.
     *
     * @param err takes lines, if there is no terminal
     * @param terminal begins a line on a terminal; null if there is none
     */
    MatrixProgress(PrintWriter err, @Nullable Function<Supplier<String>, StatusLine> terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    void begin() {
        if (terminal != null) {
            status = terminal.apply(this::text);
        }
    }

    @Override
    public void accept(String line) {
        take(line);
        if (terminal == null) {
            err.println(line);
            err.flush();
        }
    }

    private synchronized void take(String line) {
        done++;
        last = Columns.line(line).replaceAll(" +", " ").strip();
    }

    private synchronized String text() {
        return done == 0 ? "The first is under way." : done + " done; last: " + last;
    }

    @Override
    public void close() {
        if (status != null) {
            status.close();
        }
    }
}
