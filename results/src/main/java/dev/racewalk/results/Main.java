package dev.racewalk.results;

import dev.racewalk.results.cli.Commands;

/** The entry point of the jar: {@code java -jar racewalk.jar COMMAND}. */
public final class Main {
    private Main() {}

    /**
     * Runs a command, and ends the JVM with its status.
     *
     * @param args a command with its options
     */
    public static void main(String[] args) {
        System.exit(Commands.execute(args));
    }
}
