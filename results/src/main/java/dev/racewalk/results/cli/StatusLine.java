package dev.racewalk.results.cli;

import java.io.PrintStream;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;

/**
 * A line that tells how it goes: on a terminal one that is rewritten, else a new one every few seconds. Other lines that are
 * printed meanwhile go through {@link #above}.
 */
final class StatusLine implements AutoCloseable {
    private static final int TERMINAL_MILLIS = 500;
    private static final int LINES_MILLIS = 10_000;
    private static final int WIDTH = 110;

    private final PrintStream err;
    private final boolean terminal;
    private final Supplier<String> text;
    private final Timer ticker = new Timer("racewalk-status", true);
    private int lastWidth;
    private boolean closed;

    /** Begins. */
    StatusLine(PrintStream err, boolean terminal, Supplier<String> text) {
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
            String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
            err.print("\r" + cut + " ".repeat(Math.max(0, lastWidth - cut.length())));
            err.flush();
            lastWidth = cut.length();
        } else {
            err.println(line);
        }
    }

    /** Prints something while the line is away. */
    synchronized void above(Runnable printing) {
        clear();
        printing.run();
    }

    private void clear() {
        if (terminal && lastWidth > 0) {
            err.print("\r" + " ".repeat(lastWidth) + "\r");
            err.flush();
            lastWidth = 0;
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
