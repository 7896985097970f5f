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
    /** The top grows without a lock. */
    LOCK_FREE_PUSH("the top grows without a lock"),

    /** Under the lock, nobody asks whether the new tops are still needed. */
    UNCHECKED_PUSH("under the lock, nobody asks whether the new tops are still needed"),

    /** Address and level of the top change one after the other, and are read one after the other, as if they were two words. */
    TORN_TOP(
            "address and level of the top change one after the other, and are read one after the other, as if they were two words"),

    /** Threads learn of a new top before hardware does. */
    TOP_BEFORE_HARDWARE("threads learn of a new top before hardware does"),

    /** Nobody waits until hardware has noticed the new top. */
    HARDWARE_NOT_AWAITED("nobody waits until hardware has noticed the new top"),

    /** One flag says that device table entries have changed; who takes it first flushes his own. */
    GROWN_FLAG_SHARED("one flag says that device table entries have changed; who takes it first flushes his own"),

    /** If another thread has grown the top in the meantime, there is nothing to add to it, and that nothing is published. */
    SUFFICIENT_TOP(
            "if another thread has grown the top in the meantime, there is nothing to add to it, and that nothing is published"),

    /** The number of a completion wait is taken before the lock that queues it. */
    COMPLETION_OUT_OF_ORDER("the number of a completion wait is taken before the lock that queues it"),

    /** If there is no frame for a further top, those that were made before it are not given back. */
    CHAIN_LEAK("if there is no frame for a further top, those that were made before it are not given back"),

    /** A failed allocation is taken for a table. */
    NULL_TABLE("a failed allocation is taken for a table"),

    /** A growth that gets no frame tries again for ever. */
    GROWTH_LIVELOCK("a growth that gets no frame tries again for ever"),

    /** A plain store in place of the compare-and-set. */
    BLIND_INSTALL("a plain store in place of the compare-and-set"),

    /** Who comes second in an install keeps his table. */
    LOSER_LEAK("who comes second in an install keeps his table"),

    /** Who comes second in an install gives his table back twice. */
    LOSER_DOUBLE_FREE("who comes second in an install gives his table back twice"),

    /** Who comes second in an install does not look again, and goes on with his own table, which he has given back. */
    LOSER_NO_RELOAD(
            "who comes second in an install does not look again, and goes on with his own table, which he has given back"),

    /** The compare-and-set that installs a table orders nothing, as cmpxchg_relaxed(). */
    UNZEROED_PUBLISH("the compare-and-set that installs a table orders nothing, as cmpxchg_relaxed()"),

    /** A table goes on the list of those to be freed while its item still leads to it; the item is cleared only after the sync has freed the table. */
    GATHER_BEFORE_CLEAR(
            "a table goes on the list of those to be freed while its item still leads to it; the item is cleared only after the sync has freed the table"),

    /** Tables are freed although the walk cache was not flushed. */
    FREE_BEFORE_FLUSH("tables are freed although the walk cache was not flushed"),

    /** An unmap frees the tables that it emptied at once, and the gather is synced later. */
    REUSE_BEFORE_SYNC("an unmap frees the tables that it emptied at once, and the gather is synced later"),

    /** An overmap clears item by item as it checks, and is then refused half-way. */
    PARTIAL_CLEAR("an overmap clears item by item as it checks, and is then refused half-way"),

    /** Of the items of a contiguous entry, only the first is written. */
    PARTIAL_RUN("of the items of a contiguous entry, only the first is written"),

    /** An overmap takes every table for empty. */
    NON_EMPTY_COLLECTED("an overmap takes every table for empty"),

    /** What was asked is gathered, not what was unmapped. */
    SHORT_GATHER("what was asked is gathered, not what was unmapped"),

    /** In mode NO_GAPS the range is never gathered. */
    EMPTY_GATHER("in mode NO_GAPS the range is never gathered"),

    /** A map that failed reports success. */
    LOST_ERRNO("a map that failed reports success"),

    /** The short way maps 4-KiB pages whether the table supports them or not. */
    BITMAP_IGNORED("the short way maps 4-KiB pages whether the table supports them or not"),

    /** The last item of a contiguous entry is not reported. */
    DIRTY_LAST_ITEM("the last item of a contiguous entry is not reported"),

    /** D is cleared by a load and a store, in all items of an entry. */
    DIRTY_LOST_UPDATE("D is cleared by a load and a store, in all items of an entry"),

    /** The top is published by a store that orders nothing, as in increase_top(). */
    RELAXED_TOP("the top is published by a store that orders nothing, as in increase_top()");

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
