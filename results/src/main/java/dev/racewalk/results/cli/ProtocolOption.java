package dev.racewalk.results.cli;

import dev.racewalk.stress.fault.ProtocolInUse;
import dev.racewalk.stress.record.Protocol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which protocol is tried: a seeded fault, or steps of a class; and what is expected of it. */
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
            names = "--expect",
            paramLabel = "WHAT",
            description =
                    "right (default) or wrong: whether status 0 means that nothing wrong was seen, or that something was")
    private @Nullable String expect;

    /** For picocli. */
    ProtocolOption() {}

    boolean isGiven() {
        return fault != null || steps != null;
    }

    /**
     * What is asked for, checked.
     *
     * @throws IllegalArgumentException if there is no such fault or class, or both are given
     */
    Protocol protocol() {
        if (fault != null && steps != null) {
            throw new IllegalArgumentException("--fault and --steps exclude each other");
        }
        if (steps != null && steps.matches("\\d+")) {
            throw new IllegalArgumentException(
                    "--steps " + steps + ": must be the name of a class; the bound of explore is --max-steps");
        }
        return checked(new Protocol(fault, steps));
    }

    /** A protocol that was recorded, checked again. */
    static Protocol checked(Protocol protocol) {
        ProtocolInUse.steps(protocol);
        return protocol;
    }

    /** What is expected. */
    Expectation expectation() {
        return Expectation.of(expect);
    }
}
