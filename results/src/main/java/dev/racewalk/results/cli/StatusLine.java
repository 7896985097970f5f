package dev.racewalk.results.cli;

import dev.racewalk.results.report.text.ScreenWidth;
import java.io.PrintStream;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A line that tells how it goes: on a terminal one that is rewritten, else a new one every few seconds. Other lines that are
 * printed meanwhile go through {@link #above}.
 */
final class StatusLine implements AutoCloseable {
    private static final int TERMINAL_MILLIS = 500;
    private static final int LINES_MILLIS = 10_000;
    private static final int USUAL_WIDTH = 80;
    private static final int TICKS_OF_A_WIDTH = 10;
    private static final String REST_OF_LINE = "\u001b[K";

    private final PrintStream err;
    private final boolean terminal;
    private final Supplier<String> text;
    private final IntSupplier columns;
    private final Timer ticker = new Timer("racewalk-status", true);
    private int width = USUAL_WIDTH;
    private int ticks;
    private boolean isShown;
    private boolean closed;

    /** Begins. */
    StatusLine(PrintStream err, boolean terminal, Supplier<String> text) {
        this(err, terminal, text, () -> ScreenWidth.columns(USUAL_WIDTH));
    }

    StatusLine(PrintStream err, boolean terminal, Supplier<String> text, IntSupplier columns) {
        this.columns = columns;
        this.err = err;
        this.terminal = terminal;
        this.text = text;
        int period = terminal ? TERMINAL_MILLIS : LINES_MILLIS;
        TimerTask task = new TimerTask() {
            @Override
            public void run() {
                show();
            }
        };
        ticker.schedule(task, terminal ? 0 : period, period);
    }

    private synchronized void show() {
        if (closed) {
            return;
        }
        String line = text.get();
        if (terminal) {
            err.print("\r" + fitting(line) + REST_OF_LINE);
            err.flush();
            isShown = true;
        } else {
            err.println(line);
        }
    }

    /** The last column stays free: what reaches it would go on in the next line, which no carriage return rewrites. */
    private String fitting(String line) {
        if (ticks++ % TICKS_OF_A_WIDTH == 0) { // somebody may make the window smaller
            width = columns.getAsInt();
        }
        return line.substring(0, Math.min(line.length(), Math.max(1, width - 1)));
    }

    /** Prints something while the line is away. */
    synchronized void above(Runnable printing) {
        clear();
        printing.run();
    }

    private void clear() {
        if (terminal && isShown) {
            err.print("\r" + REST_OF_LINE);
            err.flush();
            isShown = false;
        }
    }

    @Override
    public void close() {
        ticker.cancel();
        synchronized (this) {
            closed = true;
            clear();
        }
    }
}
