package dev.racewalk.core.trace;

/** A line of a trace that cannot be replayed. */
public final class TraceFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Line number, from 1. */
    private final int line;

    TraceFormatException(int line, String text, String rule) {
        super("line " + line + ": '" + shortened(text) + "': " + rule);
        this.line = line;
    }

    /**
     * Returns where it is.
     *
     * @return line number, from 1
     */
    public int line() {
        return line;
    }

    private static String shortened(String text) {
        int most = 100;
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
