package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.pagetable.ProtocolSteps;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The catalogue of known bugs. The class that seeds one is named by its id: {@code blind-install} is {@code BlindInstall},
 * a subclass of {@link ProtocolSteps} or {@link DriverSteps} with a constructor without parameters. It is loaded only if it
 * is asked for, so that the right protocol runs as fast as without this package.
 */
public enum Fault {
    /** A plain store in place of the compare-and-set. */
    BLIND_INSTALL("a plain store in place of compare-and-set: the second table replaces the first");

    private final String what;

    Fault(String what) {
        this.what = what;
    }

    /**
     * Finds a fault.
     *
     * @param id as the specification names it
     * @return the fault
     * @throws IllegalArgumentException if there is none of this id
     */
    public static Fault of(String id) {
        for (Fault fault : values()) {
            if (fault.id().equals(id)) {
                return fault;
            }
        }
        throw new IllegalArgumentException("fault = " + id + ": must be one of "
                + Arrays.stream(values()).map(Fault::id).collect(Collectors.joining(", ")));
    }

    /**
     * Returns the id.
     *
     * @return in lower case with hyphens
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns what is wrong.
     *
     * @return half a sentence
     */
    public String what() {
        return what;
    }

    /**
     * Makes steps for one table.
     *
     * @return with the fault, or right if the fault is elsewhere
     */
    public ProtocolSteps newProtocolSteps() {
        return seed() instanceof ProtocolSteps steps ? steps : ProtocolSteps.RIGHT;
    }

    /**
     * Makes steps for one driver.
     *
     * @return with the fault, or right if the fault is elsewhere
     */
    public DriverSteps newDriverSteps() {
        return seed() instanceof DriverSteps steps ? steps : DriverSteps.RIGHT;
    }

    private Object seed() {
        String name = Arrays.stream(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        try {
            return Class.forName(Fault.class.getPackageName() + "." + name)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(id() + ": class " + name + " cannot be made", e);
        }
    }
}
