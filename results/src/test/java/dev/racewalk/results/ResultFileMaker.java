package dev.racewalk.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskWriteCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;

/** Writes result files as jcstress does, of tests that nobody ran. */
public final class ResultFileMaker implements AutoCloseable {
    private static final List<String> ACTORS = List.of("left", "right");

    private final DiskWriteCollector collector;
    private final Options options = new Options(new String[] {"-time", "100", "-iters", "1"});
    private int forks;

    public ResultFileMaker(Path file) throws IOException {
        options.parse();
        collector = new DiskWriteCollector(file.toString());
    }

    /** Adds a fork of two actors, all compiled alike, that ran to its end. */
    public void add(String test, Map<String, Long> outcomes) {
        add(test, -1, Status.NORMAL, outcomes, List.of());
    }

    /** Adds a fork of two actors. */
    public void add(String test, int compileMode, Status status, Map<String, Long> outcomes, List<String> said) {
        add(test, compileMode, status, outcomes, said, List.of());
    }

    /** Adds a fork of two actors, with what its JVM wrote. */
    public void add(
            String test,
            int compileMode,
            Status status,
            Map<String, Long> outcomes,
            List<String> said,
            List<String> output) {
        TestInfo info = new TestInfo(
                test,
                test.replaceAll("[.]([A-Z]\\w*)[.]", ".$1\\$"),
                test + "_jcstress",
                "",
                ACTORS.size(),
                new ArrayList<>(ACTORS),
                false);
        TestResult result = new TestResult(status);
        outcomes.forEach(result::addState);
        result.addMessages(said);
        result.addVMOuts(output);
        result.setConfig(new TestConfig(
                options,
                info,
                ++forks,
                new ArrayList<>(),
                compileMode,
                new SchedulingClass(AffinityMode.NONE, ACTORS.size(), NodeType.PACKAGE)));
        collector.add(result);
    }

    @Override
    public void close() {
        collector.close();
    }
}
