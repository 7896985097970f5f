package dev.racewalk.results.cli;

import dev.racewalk.results.report.Quoted;
import java.io.File;

/** How this program is called, for commands to copy. */
final class Program {
    private Program() {}

    static String name() {
        return name(System.getProperty("java.class.path", ""));
    }

    /** Of a program that was started with this class path: words for a shell, in which it runs where the user is. */
    static String name(String classPath) {
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
                ? "java -jar " + Quoted.word(classPath)
                : "java -cp " + Quoted.word(classPath) + " dev.racewalk.results.Main";
    }
}
