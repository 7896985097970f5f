package dev.racewalk.stress.matrix;

import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a JVM that runs one race tells its parent what it found: one line on standard output. */
final class ChildReport {
    /** Begins the line. */
    static final String RESULT = "racewalk-result\t";

    private static final Pattern BROKEN = Pattern.compile("\\b(I\\d+) broken");

    private ChildReport() {}

    /** Tells the result and ends this JVM, whose other threads may still wait for each other. */
    static void tell(MatrixRun run) {
        System.out.println(write(run));
        System.out.flush();
        System.exit(0);
    }

    static String write(MatrixRun run) {
        return RESULT
                + String.join(
                        "\t",
                        run.means().name(),
                        run.by(),
                        run.verdict().name(),
                        line(run.outcome()),
                        line(run.detail()),
                        run.stride(),
                        Long.toString(run.samples()),
                        Double.toString(run.seconds()),
                        Objects.toString(run.met(), ""));
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** Reads what {@link #write} wrote. */
    static MatrixRun read(String line) {
        String[] parts = line.substring(RESULT.length()).split("\t", -1);
        return new MatrixRun(
                Means.valueOf(parts[0]),
                parts[1],
                MatrixVerdict.valueOf(parts[2]),
                parts[3],
                broken(parts[3]),
                parts[4],
                parts[5],
                Long.parseLong(parts[6]),
                Double.parseDouble(parts[7]),
                parts[8].isEmpty() ? null : Long.valueOf(parts[8]));
    }

    /** The invariant that an outcome names as broken, or nothing. */
    static String broken(String outcome) {
        Matcher matcher = BROKEN.matcher(outcome);
        return matcher.find() ? matcher.group(1) : "";
    }
}
