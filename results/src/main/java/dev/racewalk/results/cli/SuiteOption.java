package dev.racewalk.results.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose results they are. */
final class SuiteOption {
    /** How a report says where grades come from. */
    static final String NAME = "--suite";

    @Option(
            names = NAME,
            paramLabel = "JAR",
            description = "the suite whose results these are, if it is not this one: its list of tests says what the"
                    + " outcomes mean; none of its code is run")
    private @Nullable Path jar;

    /** For picocli. */
    SuiteOption() {}

    @Nullable
    Path jar() {
        return jar;
    }
}
