package dev.racewalk.results.report;

import dev.racewalk.core.pagetable.verify.Invariant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the invariant that a verdict is about. */
public final class Sentences {
    private static final Pattern INVARIANT = Pattern.compile("\\b(I[1-9]\\d?)\\b");

    private Sentences() {}

    /**
     * Finds the invariant that a text names first.
     *
     * @param text an outcome or a violation
     * @return null if it names none
     */
    public static @Nullable Invariant invariantIn(String text) {
        Matcher matcher = INVARIANT.matcher(text);
        while (matcher.find()) {
            for (Invariant each : Invariant.values()) {
                if (each.name().equals(matcher.group(1))) {
                    return each;
                }
            }
        }
        return null;
    }
}
