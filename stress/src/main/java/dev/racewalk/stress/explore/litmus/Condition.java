package dev.racewalk.stress.explore.litmus;

import java.util.ArrayList;
import java.util.List;

/** The final condition of a litmus test: each access finds what it found, and contested words hold what they held. */
final class Condition {
    private Condition() {}

    /**
     * Writes it.
     *
     * @param register what the names of registers begin with
     */
    static String of(LitmusTest test, String register) {
        List<String> terms = new ArrayList<>();
        for (int thread = 0; thread < test.threads().size(); thread++) {
            for (Statement each : test.threads().get(thread)) {
                if (each.register() != Statement.NONE) {
                    String equation = thread + ":" + register + each.register() + "=" + each.expected();
                    terms.add(each.found() ? equation : "not (" + equation + ")");
                }
            }
        }
        test.last().forEach((word, value) -> terms.add("[" + word + "]=" + value));
        return "exists (" + (terms.isEmpty() ? "true" : String.join(" /\\ ", terms)) + ")";
    }
}
