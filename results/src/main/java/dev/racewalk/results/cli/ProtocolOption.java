package dev.racewalk.results.cli;

import dev.racewalk.stress.fault.ProtocolInUse;
import dev.racewalk.stress.record.Protocol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is tried: a seeded fault, steps or a page table of a class; and what is expected of it. */
final class ProtocolOption {
    @Option(
            names = "--fault",
            paramLabel = "ID",
            description = "with this bug seeded, to see it caught; list shows them")
    private @Nullable String fault;

    @Option(
            names = "--steps",
            paramLabel = "CLASS",
            description = "with your own steps, a class of --classpath; stress/docs/yours.md")
    private @Nullable String steps;

    @Option(
            names = "--table",
            paramLabel = "CLASS",
            description =
                    "a page table of your own in place of core's, a class of --classpath; stress/docs/own-table.md")
    private @Nullable String table;

    @Option(
            names = "--expect",
            paramLabel = "WHAT",
            description =
                    "right (default) or wrong: whether status 0 means that nothing wrong was seen, or that something was")
    private @Nullable String expect;

    /** For picocli. */
    ProtocolOption() {}

    boolean isGiven() {
        return fault != null || steps != null || table != null;
    }

    /**
     * What is asked for, checked.
     *
     * @throws IllegalArgumentException if there is no such fault or class, or two of them are given
     */
    Protocol protocol() {
        if (table != null && (fault != null || steps != null)) {
            throw new IllegalArgumentException("--table and " + (fault != null ? "--fault" : "--steps")
                    + " exclude each other: both kinds of steps are those of core's table, which yours does not take");
        }
        if (fault != null && steps != null) {
            throw new IllegalArgumentException("--fault and --steps exclude each other");
        }
        if (steps != null && steps.matches("\\d+")) {
            throw new IllegalArgumentException(
                    "--steps " + steps + ": must be the name of a class; the bound of explore is --max-steps");
        }
        return checked(new Protocol(fault, steps, table));
    }

    /** A protocol that was recorded, checked again. */
    static Protocol checked(Protocol protocol) {
        try {
            ProtocolInUse.check(protocol);
        } catch (IllegalArgumentException e) {
            throw protocol.table() == null ? e : new IllegalArgumentException("--" + e.getMessage(), e);
        }
        return protocol;
    }

    /**
     * Refuses a table that is not core's where scenarios are run.
     *
     * @throws IllegalArgumentException if it is not
     */
    static Protocol requireCoresTable(String option, Protocol protocol) {
        if (protocol.table() != null) {
            throw new IllegalArgumentException("--table and " + option
                    + " exclude each other: a scenario's oracle works out what core's table answers, and yours may answer"
                    + " otherwise and be right");
        }
        return protocol;
    }

    boolean isExpectationGiven() {
        return expect != null;
    }

    /** What is expected. */
    Expectation expectation() {
        return Expectation.of(expect);
    }
}
