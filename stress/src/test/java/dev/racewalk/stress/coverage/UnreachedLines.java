package dev.racewalk.stress.coverage;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.IMethodCoverage;
import org.jacoco.core.data.ExecutionDataStore;

/** Which lines of core's memory, page table and IOMMU were not executed: by method, named as {@code IoPageTable.close}. */
final class UnreachedLines {
    private static final List<String> PACKAGES = List.of("memory", "pagetable", "pagetable/verify", "iommu");
    private static final String CORE = "dev/racewalk/core/";

    private UnreachedLines() {}

    /** For each method that has such lines, these; methods that are named alike are taken together. */
    static Map<String, List<Integer>> of(ExecutionDataStore executed) throws IOException {
        CoverageBuilder coverage = new CoverageBuilder();
        Analyzer analyzer = new Analyzer(executed, coverage);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (new File(entry, CORE).isDirectory() || entry.matches(".*racewalk-core[^/]*\\.jar")) {
                analyzer.analyzeAll(new File(entry));
            }
        }
        Map<String, List<Integer>> lines = new TreeMap<>();
        for (IClassCoverage type : coverage.getClasses()) {
            if (PACKAGES.contains(type.getPackageName().replace(CORE, ""))) {
                type.getMethods().forEach(method -> note(type, method, lines));
            }
        }
        return lines;
    }

    private static void note(IClassCoverage type, IMethodCoverage method, Map<String, List<Integer>> lines) {
        List<Integer> unreached = IntStream.rangeClosed(method.getFirstLine(), method.getLastLine())
                .filter(line -> method.getLine(line).getStatus() == ICounter.NOT_COVERED)
                .boxed()
                .toList();
        if (!unreached.isEmpty()) {
            String name = type.getName().substring(type.getName().lastIndexOf('/') + 1) + "." + method.getName();
            lines.merge(
                    name,
                    unreached,
                    (one, other) -> IntStream.concat(
                                    one.stream().mapToInt(i -> i),
                                    other.stream().mapToInt(i -> i))
                            .distinct()
                            .boxed()
                            .toList());
        }
    }
}
