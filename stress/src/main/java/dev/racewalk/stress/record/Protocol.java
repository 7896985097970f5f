package dev.racewalk.stress.record;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which protocol the machines of a race follow: the right one, or what is there instead of some of its steps. A JVM is told by
 * its system properties, and a run remembers them as flags.
 *
 * @param fault id of a seeded fault, or null
 * @param steps name of a class of the user's, or null; never together with a fault
 */
public record Protocol(@Nullable String fault, @Nullable String steps) {
    /** The protocol as it should be. */
    public static final Protocol RIGHT = new Protocol(null, null);

    /** The system property whose value is the id of a fault. */
    public static final String FAULT_PROPERTY = "racewalk.fault";

    /** The system property whose value is the name of a class of steps. */
    public static final String STEPS_PROPERTY = "racewalk.steps";

    /**
     * Checks that it is one of the three.
     *
     * @throws IllegalArgumentException if there are both a fault and steps
     */
    public Protocol {
        if (fault != null && steps != null) {
            throw new IllegalArgumentException(
                    "fault " + fault + " and steps " + steps + ": must be one of them, since both replace steps");
        }
    }

    /**
     * Makes the protocol with a seeded fault.
     *
     * @param id of the fault
     * @return it
     */
    public static Protocol ofFault(String id) {
        return new Protocol(id, null);
    }

    /**
     * Makes the protocol with steps of a class.
     *
     * @param className its name, as the JVM has it
     * @return it
     */
    public static Protocol ofSteps(String className) {
        return new Protocol(null, className);
    }

    /**
     * Reads what {@link #flags} wrote.
     *
     * @param flags of a JVM, among others
     * @return the right protocol if none of them says otherwise
     */
    public static Protocol ofFlags(List<String> flags) {
        return new Protocol(value(flags, FAULT_PROPERTY), value(flags, STEPS_PROPERTY));
    }

    private static @Nullable String value(List<String> flags, String property) {
        String start = flag(property, "");
        return flags.stream()
                .filter(flag -> flag.startsWith(start))
                .map(flag -> flag.substring(start.length()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Reads what this JVM was started with.
     *
     * @return the right protocol if nothing was said
     */
    public static Protocol ofThisJvm() {
        return new Protocol(System.getProperty(FAULT_PROPERTY), System.getProperty(STEPS_PROPERTY));
    }

    private static String flag(String property, String value) {
        return "-D" + property + "=" + value;
    }

    /**
     * Makes the flags of a JVM whose machines are to follow this protocol.
     *
     * @return none for the right one
     */
    public List<String> flags() {
        return words(flag(FAULT_PROPERTY, ""), flag(STEPS_PROPERTY, ""), true);
    }

    /**
     * Makes the options of a command that is to do the same.
     *
     * @return words, none for the right protocol
     */
    public List<String> options() {
        return words("--fault", "--steps", false);
    }

    private List<String> words(String ofFault, String ofSteps, boolean isOneWord) {
        String name = fault != null ? ofFault : ofSteps;
        String value = fault != null ? fault : steps;
        List<String> words = new ArrayList<>();
        if (value != null) {
            words.addAll(isOneWord ? List.of(name + value) : List.of(name, value));
        }
        return words;
    }

    /**
     * Tells whether it is the right one.
     *
     * @return false if a fault is seeded, or a class brings steps
     */
    public boolean isAsItShouldBe() {
        return fault == null && steps == null;
    }

    /**
     * Says which one it is.
     *
     * @return half a sentence, as in: explorations of the right protocol
     */
    public String inWords() {
        if (fault != null) {
            return "the protocol with the fault " + fault;
        }
        return steps != null ? "the protocol with the steps of " + steps : "the right protocol";
    }

    /**
     * Says what a report must say before anything else.
     *
     * @return a sentence; empty for the right protocol
     */
    public String banner() {
        if (isAsItShouldBe()) {
            return "";
        }
        return "This is not the right protocol: "
                + (fault != null ? "the bug " + fault + " is seeded." : steps + " replaces some of its steps.");
    }
}
