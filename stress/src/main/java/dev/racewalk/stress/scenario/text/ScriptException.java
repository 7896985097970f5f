package dev.racewalk.stress.scenario.text;

/** A text that is no scenario: the message names the line and the rule. */
public final class ScriptException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * Says what is wrong.
     *
     * @param line from 1; 0 if it is the whole
     * @param rule that is broken, with the value
     */
    public ScriptException(int line, String rule) {
        super(line == 0 ? rule : "line " + line + ": " + rule);
        this.line = line;
    }

    /**
     * Returns where it is wrong.
     *
     * @return line from 1; 0 if it is the whole
     */
    public int line() {
        return line;
    }
}
