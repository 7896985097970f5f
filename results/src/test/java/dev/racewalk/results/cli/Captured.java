package dev.racewalk.results.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A command, run within this JVM, and what it printed. */
record Captured(int status, String out, String err) {
    static Captured run(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int status = Commands.execute(args);
            return new Captured(
                    status, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.out.flush();
            System.setOut(out);
            System.setErr(err);
        }
    }

    static Captured run(InputStream in, String... args) {
        InputStream before = System.in;
        System.setIn(in);
        try {
            return run(args);
        } finally {
            System.setIn(before);
        }
    }
}
