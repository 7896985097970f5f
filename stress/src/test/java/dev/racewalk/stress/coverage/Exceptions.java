package dev.racewalk.stress.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of core that need not be reached: paragraphs of methods, each with the number of such lines, below the reason.
 *
 * <pre>
 * = thrown before any actor starts
 * Iommu.newDevice 1
 * Parking.parkNanos 0-3
 * </pre>
 *
 * <p>A number from 0 on is for what is reached now and then.
 */
final class Exceptions {
    static final Path FILE = Path.of("src/test/resources/coverage/unreached.txt");

    /** In the order of the file. */
    private final Map<String, Lines> methods = new LinkedHashMap<>();

    /** So many lines of a method. */
    record Lines(int least, int most) {}

    /**
     * Reads the list.
     *
     * @throws IllegalArgumentException naming the first line that is no reason and no method, or a method that comes twice
     */
    static Exceptions read(List<String> text) {
        Exceptions exceptions = new Exceptions();
        boolean hasReason = false;
        for (String line : text) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.matches("= \\S.*")) {
                hasReason = true;
            } else if (!hasReason || !line.matches("\\S+ (0-)?[1-9][0-9]*")) {
                throw new IllegalArgumentException("'" + line + "': must be '= REASON', or below one 'METHOD LINES'");
            } else {
                exceptions.add(line.split(" ", 2));
            }
        }
        return exceptions;
    }

    static Exceptions read() throws IOException {
        return read(Files.readAllLines(FILE));
    }

    private void add(String[] words) {
        boolean nowAndThen = words[1].startsWith("0-");
        int most = Integer.parseInt(nowAndThen ? words[1].substring(2) : words[1]);
        if (methods.put(words[0], new Lines(nowAndThen ? 0 : most, most)) != null) {
            throw new IllegalArgumentException(words[0] + ": must be listed once");
        }
    }

    Map<String, Lines> methods() {
        return methods;
    }

    /** What is not reached and not listed, and what is listed and reached, a method each. */
    List<String> differences(Map<String, List<Integer>> unreached) {
        List<String> differences = new ArrayList<>();
        unreached.forEach((method, lines) -> {
            Lines listed = methods.getOrDefault(method, new Lines(0, 0));
            if (lines.size() > listed.most) {
                differences.add(method + ": nothing reaches " + lines.size() + " lines, " + lines + "; listed are "
                        + listed.most);
            }
        });
        methods.forEach((method, listed) -> {
            List<Integer> lines = unreached.getOrDefault(method, List.of());
            if (lines.size() < listed.least) {
                differences.add(method + ": " + listed.least + " lines are listed, and but " + lines.size()
                        + " not reached, " + lines);
            }
        });
        return differences;
    }
}
