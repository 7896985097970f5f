package dev.racewalk.stress.jcstress;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps what jcstress prints on the standard streams. One at a time in a JVM. */
final class Diverted implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    private Diverted() {}

    static Diverted begin() {
        Diverted diverted = new Diverted();
        PrintStream to = new PrintStream(diverted.bytes, true, StandardCharsets.UTF_8);
        System.setOut(to);
        System.setErr(to);
        return diverted;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    String firstLine() {
        return text().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("Burning up"))
                .findFirst()
                .orElse("bad options");
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
    }
}
