package dev.racewalk.stress.scenario;

import dev.racewalk.stress.record.InputFile;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scenario that the generic races of this JVM run: one that was put here, or that of the file which the system property
 * {@value #PROPERTY} names, or else a small one of two maps.
 */
public final class ScriptInUse {
    /** Its value is the path of a scenario. */
    public static final String PROPERTY = "racewalk.scenario";

    private static final String FLAG = "-D" + PROPERTY + "=";

    private static final String DEFAULT = """
            scenario two-maps
            table start=1
            actor
              map 1:0+0:1 4K
            actor
              map 1:0+0:2 4K
            """;

    private static @Nullable PreparedScript inUse;
    private static boolean live;

    private ScriptInUse() {}

    /**
     * Makes the flags by which a fork, and the record of a run, know the scenario.
     *
     * @param file of it
     * @return as a JVM takes them
     */
    public static List<String> flags(Path file) {
        return List.of(FLAG + file.toAbsolutePath());
    }

    /**
     * Tells whether {@link #flags} wrote one of these.
     *
     * @param flags of a JVM, among others
     * @return true if it runs a scenario
     */
    public static boolean isNamedIn(List<String> flags) {
        return flags.stream().anyMatch(flag -> flag.startsWith(FLAG));
    }

    /**
     * Puts a scenario here.
     *
     * <p>Context: not while a sample is under way.
     *
     * @param script for the explorer; null for that of the property
     */
    static synchronized void use(@Nullable PreparedScript script) {
        inUse = script;
        live = false;
    }

    /** Whether threads run as they please. */
    static synchronized boolean isLive() {
        return live;
    }

    /**
     * Begins a sample.
     *
     * @param actors that the race has
     * @return a machine as the scenario wants it
     * @throws IllegalStateException if the scenario has another number of actors, or there is none to read
     */
    public static synchronized ScriptRun newRun(int actors) {
        PreparedScript script = inUse;
        if (script == null) {
            script = PreparedScript.live(ofProperty(actors));
            inUse = script;
            live = true;
        }
        if (script.script().actors().size() != actors) {
            throw new IllegalStateException(
                    "the scenario has " + script.script().actors().size() + " actors, and the race " + actors);
        }
        return new ScriptRun(script);
    }

    private static Script ofProperty(int actors) {
        String file = System.getProperty(PROPERTY);
        if (file == null) {
            return ScriptReader.read(DEFAULT + (actors == 2 ? "" : "actor\n  map 1:0+0:3 4K\n"));
        }
        try {
            return ScriptReader.read(InputFile.text(Path.of(file), ScriptReader.MOST_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }
}
