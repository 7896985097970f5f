package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.Invariant;
import dev.racewalk.core.pagetable.ProtocolSteps;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The catalogue of known bugs. The class that seeds one is named by its id: {@code blind-install} is {@code BlindInstall},
 * a subclass of {@link ProtocolSteps} or {@link DriverSteps} with one constructor, without parameters or, for words of its
 * own that several threads share, with the memory that makes them. It is loaded only if it
 * is asked for, so that the right protocol runs as fast as without this package.
 */
public enum Fault {
    /** Two threads raise the top at once without a lock. */
    LOCK_FREE_PUSH(
            "two threads raise the top at once without a lock: a top is lost, or rises twice",
            "754265bcab78",
            Kind.RACE,
            "GrowthAndInstallRace",
            Invariant.I7),

    /** Under the lock, nobody asks whether the new tops are still needed. */
    UNCHECKED_PUSH(
            "under the lock, nobody asks whether the new tops are still needed: the top rises in vain",
            "46ac18c347b0",
            Kind.RACE,
            "GrowthByOneRace",
            Invariant.I7),

    /** Address and level of the top change and are read one after the other. */
    TORN_TOP(
            "address and level of the top change and are read one after the other: a new table with an old level, or the reverse",
            "eb791aa70b90, 1ed2d21d471c",
            Kind.RACE,
            "OldTopMapRace",
            Invariant.I5),

    /** Threads learn of a new top before hardware does. */
    TOP_BEFORE_HARDWARE(
            "threads learn of a new top before hardware does: the device faults where a map has succeeded",
            "19c6978fba68",
            Kind.RACE,
            "NeededTopRace",
            Invariant.I6),

    /** The top is published before hardware has noticed that its entry has changed. */
    HARDWARE_NOT_AWAITED(
            "the top is published before hardware has noticed that its entry has changed",
            "f44a4d7e4f1c",
            Kind.RACE,
            "NeededTopRace",
            Invariant.I6),

    /** One flag says that device table entries have changed. */
    GROWN_FLAG_SHARED(
            "one flag says that device table entries have changed: who takes it first leaves the others without a flush",
            "f15d9a992f90, 119b2b2c3e25",
            Kind.RACE,
            "TwoDomainsGrowRace",
            Invariant.I6),

    /** The top was raised by another thread since it was looked at. */
    SUFFICIENT_TOP(
            "the top was raised by another thread since it was looked at: no table is added, and that nothing is published",
            "152c862c1721",
            Kind.RACE,
            "GrowthByOneRace",
            Invariant.I7),

    /** The number of a completion wait is taken before the lock that queues it. */
    COMPLETION_OUT_OF_ORDER(
            "the number of a completion wait is taken before the lock that queues it: a waiter goes on while its command waits",
            "9e249c484128",
            Kind.RACE,
            "OvertakenSyncRace",
            Invariant.I9),

    /** Where the second of two new tops gets no frame, the first is not given back. */
    CHAIN_LEAK(
            "where the second of two new tops gets no frame, the first is not given back",
            "152c862c1721",
            Kind.RACE,
            "NoMemoryChainGrowthRace",
            Invariant.I11),

    /** A failed allocation is taken for a table. */
    NULL_TABLE(
            "a failed allocation is taken for a table",
            "7a089c5d35aa",
            Kind.RACE,
            "NoMemoryInstallRace",
            Invariant.I12),

    /** A growth that gets no frame tries again for ever. */
    GROWTH_LIVELOCK(
            "a growth that gets no frame tries again for ever",
            "5b8a9a047b6c",
            Kind.RACE,
            "NoMemoryGrowthRace",
            Invariant.I7),

    /** A plain store in place of compare-and-set. */
    BLIND_INSTALL(
            "a plain store in place of compare-and-set: the second table replaces the first",
            "the class of 85c7a0f1ef62",
            Kind.RACE,
            "SharedTableInstallRace",
            Invariant.I12),

    /** Who comes second in an install keeps the table. */
    LOSER_LEAK(
            "who comes second in an install keeps the table",
            "seeded",
            Kind.RACE,
            "SharedTableInstallRace",
            Invariant.I11),

    /** Who comes second in an install gives the table back twice. */
    LOSER_DOUBLE_FREE(
            "who comes second in an install gives the table back twice",
            "seeded",
            Kind.RACE,
            "SharedTableInstallRace",
            Invariant.I3),

    /** Who comes second in an install goes on with the own table, which is given back. */
    LOSER_NO_RELOAD(
            "who comes second in an install goes on with the own table, which is given back",
            "85c7a0f1ef62",
            Kind.RACE,
            "SharedTableInstallRace",
            Invariant.I12),

    /** A table's pointer is visible before its zeros. */
    UNZEROED_PUBLISH(
            "a table's pointer is visible before its zeros: the compare-and-set orders nothing",
            "362a61ad6119, RISC-V cmpxchg_relaxed",
            Kind.HIDDEN,
            "SharedTableInstallRace",
            Invariant.I2,
            "a locked operation of x86 makes all earlier stores visible first, whatever the mode that is asked for, "
                    + "and the compiler moves no store across an atomic operation."),

    /** A table is put on the list to be freed while its item leads to it. */
    GATHER_BEFORE_CLEAR(
            "a table is put on the list to be freed while its item leads to it: a sync in between frees it under the walker",
            "review of v2",
            Kind.RACE,
            "UnmapReuseRace",
            Invariant.I9),

    /** Tables are freed although the walk cache was not flushed. */
    FREE_BEFORE_FLUSH(
            "tables are freed although the walk cache was not flushed",
            "review of the RFC",
            Kind.RACE,
            "UnmapReuseRace",
            Invariant.I9),

    /** An unmap frees the tables that it emptied before the gather is synced. */
    REUSE_BEFORE_SYNC(
            "an unmap frees the tables that it emptied before the gather is synced",
            "the series of 2018",
            Kind.RACE,
            "UnmapReuseRace",
            Invariant.I9),

    /** An overmap clears as it checks, and is refused half-way. */
    PARTIAL_CLEAR(
            "an overmap clears as it checks, and is refused half-way",
            "v1 to v7",
            Kind.RACE,
            "RefusedOvermapRace",
            Invariant.I8),

    /** Of the items of a contiguous entry, only the first is written. */
    PARTIAL_RUN(
            "of the items of a contiguous entry, only the first is written",
            "the series of 2019",
            Kind.RACE,
            "WideOvermapRace",
            Invariant.I8),

    /** An overmap takes a table with a live leaf for empty. */
    NON_EMPTY_COLLECTED(
            "an overmap takes a table with a live leaf for empty",
            "seeded",
            Kind.RACE,
            "RefusedOvermapRace",
            Invariant.I12),

    /** What was asked is gathered, not what was unmapped. */
    SHORT_GATHER(
            "what was asked is gathered, not what was unmapped",
            "CVE-2026-31735, ee6e69d03255",
            Kind.CHECK,
            "PART_OF_A_LARGE_ENTRY",
            Invariant.I12),

    /** In mode NO_GAPS, the unmapped range is never gathered. */
    EMPTY_GATHER(
            "in mode NO_GAPS, the unmapped range is never gathered",
            "b48ca9206138",
            Kind.CHECK,
            "GATHER_WITHOUT_GAPS",
            Invariant.I12),

    /** A map that failed reports success. */
    LOST_ERRNO("a map that failed reports success", "6fc7e8a3b811", Kind.CHECK, "MAP_OF_A_PAGE_IN_USE", Invariant.I12),

    /** The short way maps 4-KiB pages in a table that does not support them. */
    BITMAP_IGNORED(
            "the short way maps 4-KiB pages in a table that does not support them",
            "8ef3f77c4400",
            Kind.CHECK,
            "PAGE_OF_NO_SUPPORTED_SIZE",
            Invariant.I12),

    /** The last item of a contiguous entry is not reported dirty. */
    DIRTY_LAST_ITEM(
            "the last item of a contiguous entry is not reported dirty",
            "record_dirty() of 6.19",
            Kind.CHECK,
            "DIRTY_CONTIGUOUS_ENTRY",
            Invariant.I13),

    /** D is cleared by load and store, which overwrites a D set in between. */
    DIRTY_LOST_UPDATE(
            "D is cleared by load and store, which overwrites a D set in between",
            "KVM ba3a6120a4e7",
            Kind.RACE,
            "DirtyPageRace",
            Invariant.I13),

    /** The top is published by a store that orders nothing. */
    RELAXED_TOP(
            "the top is published by a store that orders nothing",
            "increase_top() of 6.19",
            Kind.HIDDEN,
            "GrowthByOneRace",
            Invariant.I2,
            "x86 makes stores visible in the order of the program, and the compiler moves no store across an opaque one: "
                    + "item 0 and the zeros are there before the top.");

    /** How a fault is caught. */
    public enum Kind {
        /** A race with a forbidden outcome catches it. */
        RACE,
        /** It needs no second thread: a {@link SequentialCheck} catches it. */
        CHECK,
        /**
         * Processors with x86-TSO and the compiler hide it. A race catches it where the explorer runs the race under a weak
         * memory model.
         */
        HIDDEN
    }

    private final String what;
    private final String from;
    private final Kind kind;
    private final String catcher;
    private final Invariant invariant;
    private final String reason;

    Fault(String what, String from, Kind kind, String catcher, Invariant invariant) {
        this(what, from, kind, catcher, invariant, "");
    }

    Fault(String what, String from, Kind kind, String catcher, Invariant invariant, String reason) {
        this.what = what;
        this.from = from;
        this.kind = kind;
        this.catcher = catcher;
        this.invariant = invariant;
        this.reason = reason;
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
     * Returns where it comes from.
     *
     * @return commits of Linux by their first twelve digits, a CVE, or which review
     */
    public String from() {
        return from;
    }

    /**
     * Returns how it is caught.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns what catches it.
     *
     * @return simple name of the race that is fastest, or that the explorer catches it with; or name of the {@link
     *     SequentialCheck}
     */
    public String catcher() {
        return catcher;
    }

    /**
     * Returns what breaks.
     *
     * @return the invariant that the fault is about; a race may see another one broken first
     */
    public Invariant invariant() {
        return invariant;
    }

    /**
     * Returns why it is hidden.
     *
     * @return one or more sentences; empty for a fault that is not
     */
    public String reason() {
        return reason;
    }

    /**
     * Makes steps for one table.
     *
     * @return with the fault, or right if the fault is elsewhere
     */
    public ProtocolSteps newProtocolSteps() {
        Class<?> type = type();
        return ProtocolSteps.class.isAssignableFrom(type) ? (ProtocolSteps) make(type) : ProtocolSteps.RIGHT;
    }

    /**
     * Makes steps for one driver.
     *
     * @param memory of its machine
     * @return with the fault, or right if the fault is elsewhere
     */
    public DriverSteps newDriverSteps(PhysicalMemory memory) {
        Class<?> type = type();
        return DriverSteps.class.isAssignableFrom(type) ? (DriverSteps) make(type, memory) : DriverSteps.RIGHT;
    }

    private Class<?> type() {
        String name = Arrays.stream(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        try {
            return Class.forName(Fault.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(id() + ": there is no class " + name, e);
        }
    }

    private Object make(Class<?> type, Object... whatItMayTake) {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        try {
            return constructor.newInstance(Arrays.copyOf(whatItMayTake, constructor.getParameterCount()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(id() + ": " + type + " cannot be made", e);
        }
    }
}
