package dev.racewalk.results.cli;

import java.io.File;

/** How this program is called, for commands to copy. */
final class Program {
    private Program() {}

    static String name() {
        String path = System.getProperty("java.class.path", "");
        return path.endsWith(".jar") && !path.contains(File.pathSeparator)
                ? "java -jar " + path
                : "java -cp ... dev.racewalk.results.Main";
    }
}
