package dev.racewalk.stress.record;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which protocol the machines of a race follow: the right one, what is there instead of some of its steps, or a page table that
 * has none of them. A JVM is told by its system properties, and a run remembers them as flags.
 *
 * @param fault id of a seeded fault, or null
 * @param steps name of a class of the user's, or null; never together with a fault
 * @param table name of a class of the user's that is the page table in place of core's, or null; never together with either
 */
public record Protocol(
        @Nullable String fault,
        @Nullable String steps,
        @Nullable String table) {
    /** The protocol as it should be. */
    public static final Protocol RIGHT = new Protocol(null, null, null);

    /** The system property whose value is the id of a fault. */
    public static final String FAULT_PROPERTY = "racewalk.fault";

    /** The system property whose value is the name of a class of steps. */
    public static final String STEPS_PROPERTY = "racewalk.steps";

    /** The system property whose value is the name of a class of page tables. */
    public static final String TABLE_PROPERTY = "racewalk.table";

    /**
     * Checks that it is one of the four.
     *
     * @throws IllegalArgumentException if there are two of a fault, steps and a table
     */
    public Protocol {
        if (fault != null && steps != null) {
            throw new IllegalArgumentException(
                    "fault " + fault + " and steps " + steps + ": must be one of them, since both replace steps");
        }
        if (table != null && (fault != null || steps != null)) {
            throw new IllegalArgumentException(
                    "table " + table + " and " + (fault != null ? "fault " + fault : "steps " + steps)
                            + ": must be one of them, since a fault or steps replace steps of core's table, which this one"
                            + " does not take");
        }
    }

    /**
     * Makes the protocol with a seeded fault.
     *
     * @param id of the fault
     * @return it
     */
    public static Protocol ofFault(String id) {
        return new Protocol(id, null, null);
    }

    /**
     * Makes the protocol with steps of a class.
     *
     * @param className its name, as the JVM has it
     * @return it
     */
    public static Protocol ofSteps(String className) {
        return new Protocol(null, className, null);
    }

    /**
     * Makes what is there if a page table of a class is in place of core's.
     *
     * @param className its name, as the JVM has it
     * @return it
     */
    public static Protocol ofTable(String className) {
        return new Protocol(null, null, className);
    }

    /**
     * Reads what {@link #flags} wrote.
     *
     * @param flags of a JVM, among others
     * @return the right protocol if none of them says otherwise
     */
    public static Protocol ofFlags(List<String> flags) {
        return new Protocol(value(flags, FAULT_PROPERTY), value(flags, STEPS_PROPERTY), value(flags, TABLE_PROPERTY));
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
        return new Protocol(
                System.getProperty(FAULT_PROPERTY),
                System.getProperty(STEPS_PROPERTY),
                System.getProperty(TABLE_PROPERTY));
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
        List<String> flags = new ArrayList<>();
        if (fault != null) {
            flags.add(flag(FAULT_PROPERTY, fault));
        }
        if (steps != null) {
            flags.add(flag(STEPS_PROPERTY, steps));
        }
        if (table != null) {
            flags.add(flag(TABLE_PROPERTY, table));
        }
        return List.copyOf(flags);
    }

    /**
     * Makes the options of a command that is to do the same.
     *
     * @return words, none for the right protocol
     */
    public List<String> options() {
        if (fault != null) {
            return List.of("--fault", fault);
        }
        if (steps != null) {
            return List.of("--steps", steps);
        }
        return table == null ? List.of() : List.of("--table", table);
    }

    /**
     * Tells whether it is the right one.
     *
     * @return false if a fault is seeded, or a class brings steps or a page table
     */
    public boolean isAsItShouldBe() {
        return fault == null && steps == null && table == null;
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
        if (steps != null) {
            return "the protocol with the steps of " + steps;
        }
        return table != null ? "the page table " + table : "the right protocol";
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
        if (table != null) {
            return "These results are of the page table " + table + ", not of core's.";
        }
        return "This is not the right protocol: "
                + (fault != null ? "the bug " + fault + " is seeded." : steps + " replaces some of its steps.");
    }
}
