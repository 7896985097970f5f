package dev.racewalk.stress.jcstress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jcstress.os.AffinitySupport;

/** Keeps a thread, and those that it starts, on the processor that it runs on. Linux alone can. */
public final class OneProcessor {
    /** System property: the number of the processor to stay on, or {@code any} to stay nowhere. */
    private static final String PROPERTY = "racewalk.processor";

    private static final Path STAT = Path.of("/proc/thread-self/stat");

    /** Fields between the name of the thread, which may have blanks, and the processor. */
    private static final int PROCESSOR = 37;

    private OneProcessor() {}

    /**
     * Keeps the calling thread where it is.
     *
     * @return whether it stays on one processor from now on
     */
    @SuppressWarnings("CatchingUnchecked") // whatever a native library has to say: then it stays nowhere
    public static boolean stay() {
        try {
            String wanted = System.getProperty(PROPERTY, "");
            if (wanted.equals("any") || !Files.exists(STAT)) {
                return false;
            }
            AffinitySupport.bind(wanted.isEmpty() ? current() : Integer.parseInt(wanted));
            return true;
        } catch (IOException | RuntimeException | LinkageError e) {
            return false;
        }
    }

    private static int current() throws IOException {
        String stat = Files.readString(STAT);
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1)[PROCESSOR]);
    }
}
