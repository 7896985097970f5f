package dev.racewalk.results.cli;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where this program was started: finds out what would fail later, with a message that says nothing. */
final class Surroundings {
    private Surroundings() {}

    /**
     * Says what is in the way: names of folders that Java cannot write in the character set of the locale.
     *
     * @return one line, null if nothing is
     */
    static @Nullable String complaint() {
        String bad = isWritable(System.getProperty("user.dir", "")) ? null : "this folder";
        for (String each : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            bad = bad == null && !isWritable(each) ? "the folder of this program" : bad;
        }
        if (bad == null) {
            return null;
        }
        return "The name of " + bad + " has letters that the locale (" + locale(System.getenv())
                + ") does not have; set LC_ALL=C.UTF-8";
    }

    private static boolean isWritable(String name) {
        try {
            Path path = Path.of(name);
            return path.toString().indexOf('\uFFFD') < 0;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String locale(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            if (!environment.getOrDefault(name, "").isEmpty()) {
                return name + "=" + environment.get(name);
            }
        }
        return "none";
    }
}
