package dev.racewalk.results.report;

import dev.racewalk.core.pagetable.verify.Invariant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the invariants that a verdict is about, and says them in words. */
public final class Sentences {
    /** How end states and violations name an invariant; a suite of somebody else may use the bare name for something else. */
    private static final Pattern BROKEN = Pattern.compile("\\b(I\\d{1,2}) broken\\b");

    private Sentences() {}

    /**
     * Finds the invariants that texts call broken.
     *
     * @param texts outcomes or violations
     * @return each once, in the order in which they are named first
     */
    public static Set<Invariant> brokenIn(Collection<String> texts) {
        Set<Invariant> broken = new LinkedHashSet<>();
        for (String text : texts) {
            Matcher matcher = BROKEN.matcher(text);
            while (matcher.find()) {
                for (Invariant each : Invariant.values()) {
                    if (each.name().equals(matcher.group(1))) {
                        broken.add(each);
                    }
                }
            }
        }
        return broken;
    }

    /**
     * Says invariants that texts call broken.
     *
     * @param texts outcomes or violations
     * @return a sentence for each invariant, with its name, in the order in which they are named first
     */
    public static List<String> of(Collection<String> texts) {
        return brokenIn(texts).stream().map(Sentences::of).toList();
    }

    /**
     * Says an invariant.
     *
     * @param invariant any
     * @return its name and its sentence
     */
    public static String of(Invariant invariant) {
        return invariant + ": " + invariant.sentence() + ".";
    }
}
