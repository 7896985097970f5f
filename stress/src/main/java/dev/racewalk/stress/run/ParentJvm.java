package dev.racewalk.stress.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The other side of a {@link ChildJvm}: the JVM that started this one. */
public final class ParentJvm {
    private ParentJvm() {}

    /** Ends this JVM when the one that started it ends, however it does. */
    public static void endWithIt() {
        listen(line -> {});
    }

    /**
     * Hears what the parent sends, by {@link ChildJvm#send}, and ends this JVM when the parent ends or hangs up.
     *
     * @param heard takes each line, in a thread of its own
     */
    public static void listen(Consumer<String> heard) {
        Thread thread = new Thread(
                () -> {
                    try {
                        BufferedReader in =
                                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            heard.accept(line);
                        }
                    } catch (IOException e) {
                        // it is gone as well
                    }
                    Runtime.getRuntime().halt(1);
                },
                "racewalk-parent");
        thread.setDaemon(true);
        thread.start();
    }
}
