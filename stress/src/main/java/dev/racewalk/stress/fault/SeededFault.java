package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.stress.machine.OwnerSteps;
import dev.racewalk.stress.machine.Steps;
import dev.racewalk.stress.record.FaultKind;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The catalogue of known bugs. The class that seeds one is named by its id: {@code blind-install} is {@code BlindInstall},
 * a subclass of {@link ProtocolSteps}, {@link DriverSteps} or {@link OwnerSteps} with one constructor, without parameters or, for words of its
 * own that several threads share, with the memory that makes them. It is loaded only if it is asked for, so that JIT compilers see
 * one class of steps in a JVM that runs the right protocol.
 */
public enum SeededFault implements Steps {
    /** Two threads raise the top without a lock. */
    LOCK_FREE_PUSH(
            "two threads raise the top without a lock: one top is lost, or the level rises by two",
            "754265bcab78",
            FaultKind.RACE,
            "GrowthAndInstallRace",
            Invariant.I7),

    /** Under the lock, nobody checks whether the new tops are still needed. */
    UNCHECKED_PUSH(
            "under the lock, nobody checks whether the new tops are still needed: the top rises for no reason",
            "46ac18c347b0",
            FaultKind.RACE,
            "GrowthByOneRace",
            Invariant.I7),

    /** The address and the level of the top are written and read separately. */
    TORN_TOP(
            "the address and the level of the top are written and read separately: a new table with an old level, or the reverse",
            "eb791aa70b90, 1ed2d21d471c",
            FaultKind.RACE,
            "OldTopMapRace",
            Invariant.I5),

    /** Threads learn of a new top before hardware does. */
    TOP_BEFORE_HARDWARE(
            "threads learn of a new top before hardware does: a device faults where a map has succeeded",
            "19c6978fba68",
            FaultKind.RACE,
            "NeededTopRace",
            Invariant.I6),

    /** The top is published before hardware has dropped the old device table entries. */
    HARDWARE_NOT_AWAITED(
            "the top is published before hardware has dropped the old device table entries",
            "f44a4d7e4f1c",
            FaultKind.RACE,
            "NeededTopRace",
            Invariant.I6),

    /** One shared flag says that device table entries have changed. */
    GROWN_FLAG_SHARED(
            "one shared flag says that device table entries have changed: whoever clears it first leaves the others without a flush",
            "f15d9a992f90, 119b2b2c3e25",
            FaultKind.RACE,
            "TwoDomainsGrowRace",
            Invariant.I6),

    /** Another thread has raised the top since it was looked at. */
    SUFFICIENT_TOP(
            "another thread has raised the top since it was looked at: no table is added, and an empty chain is published",
            "152c862c1721",
            FaultKind.RACE,
            "GrowthByOneRace",
            Invariant.I7),

    /** A completion wait takes its number before the lock that queues it. */
    COMPLETION_OUT_OF_ORDER(
            "a completion wait takes its number before the lock that queues it: a waiter goes on while its own command is still queued",
            "9e249c484128",
            FaultKind.RACE,
            "OvertakenSyncRace",
            Invariant.I9),

    /** When the second of two new tops gets no frame, the first is leaked. */
    CHAIN_LEAK(
            "when the second of two new tops gets no frame, the first is leaked",
            "152c862c1721",
            FaultKind.RACE,
            "NoMemoryChainGrowthRace",
            Invariant.I11),

    /** A failed allocation is used as a table. */
    NULL_TABLE(
            "a failed allocation is used as a table",
            "7a089c5d35aa",
            FaultKind.RACE,
            "NoMemoryInstallRace",
            Invariant.I12),

    /** A growth that gets no frame retries for ever. */
    GROWTH_LIVELOCK(
            "a growth that gets no frame retries for ever",
            "5b8a9a047b6c",
            FaultKind.RACE,
            "NoMemoryGrowthRace",
            Invariant.I7),

    /** A table is installed by a plain store instead of a compare-and-set. */
    BLIND_INSTALL(
            "a table is installed by a plain store instead of a compare-and-set: the second table replaces the first",
            "the class of 85c7a0f1ef62",
            FaultKind.RACE,
            "SharedTableInstallRace",
            Invariant.I12),

    /** The loser of an install does not free its table. */
    LOSER_LEAK(
            "the loser of an install does not free its table",
            "seeded",
            FaultKind.RACE,
            "SharedTableInstallRace",
            Invariant.I11),

    /** The loser of an install frees its table twice. */
    LOSER_DOUBLE_FREE(
            "the loser of an install frees its table twice",
            "seeded",
            FaultKind.RACE,
            "SharedTableInstallRace",
            Invariant.I3),

    /** The loser of an install goes on with its own table, which it has freed. */
    LOSER_NO_RELOAD(
            "the loser of an install goes on with its own table, which it has freed",
            "85c7a0f1ef62",
            FaultKind.RACE,
            "SharedTableInstallRace",
            Invariant.I12),

    /** A table's pointer is visible before its zeros, which were written just before. */
    UNZEROED_PUBLISH(
            "a table's pointer is visible before its zeros, which are written just before a compare-and-set that orders nothing",
            "362a61ad6119, RISC-V cmpxchg_relaxed",
            FaultKind.HIDDEN,
            "SharedTableInstallRace",
            Invariant.I2,
            "a locked operation of x86 makes all earlier stores visible first, whatever the mode that is asked for, "
                    + "and the compiler moves no store across an atomic operation."),

    /** A table is put on the free list while its item still leads to it. */
    GATHER_BEFORE_CLEAR(
            "a table is put on the free list while its item still leads to it: a sync in between frees it under the walker",
            "review of v2",
            FaultKind.RACE,
            "UnmapReuseRace",
            Invariant.I9),

    /** Tables are freed before the walk cache is flushed. */
    FREE_BEFORE_FLUSH(
            "tables are freed before the walk cache is flushed",
            "review of the RFC",
            FaultKind.RACE,
            "UnmapReuseRace",
            Invariant.I9),

    /** An unmap frees the tables that it emptied before the gather is synced. */
    REUSE_BEFORE_SYNC(
            "an unmap frees the tables that it emptied before the gather is synced",
            "the series of 2018",
            FaultKind.RACE,
            "UnmapReuseRace",
            Invariant.I9),

    /** An overmap clears items while it checks them, and is refused half-way. */
    PARTIAL_CLEAR(
            "an overmap clears items while it checks them, and is refused half-way",
            "v1 to v7",
            FaultKind.RACE,
            "RefusedOvermapRace",
            Invariant.I8),

    /** Only the first item of a contiguous entry is written. */
    PARTIAL_RUN(
            "only the first item of a contiguous entry is written",
            "the series of 2019",
            FaultKind.RACE,
            "WideOvermapRace",
            Invariant.I8),

    /** An overmap takes a table with a live leaf for empty. */
    NON_EMPTY_COLLECTED(
            "an overmap takes a table with a live leaf for empty",
            "seeded",
            FaultKind.RACE,
            "RefusedOvermapRace",
            Invariant.I12),

    /** The gather covers what was asked for, not what was unmapped. */
    SHORT_GATHER(
            "the gather covers what was asked for, not what was unmapped",
            "CVE-2026-31735, ee6e69d03255",
            FaultKind.CHECK,
            "PART_OF_A_LARGE_ENTRY",
            Invariant.I12),

    /** In mode NO_GAPS, the unmapped range is never gathered. */
    EMPTY_GATHER(
            "in mode NO_GAPS, the unmapped range is never gathered",
            "b48ca9206138",
            FaultKind.CHECK,
            "GATHER_WITHOUT_GAPS",
            Invariant.I12),

    /** A map that failed reports success. */
    LOST_ERRNO(
            "a map that failed reports success",
            "6fc7e8a3b811",
            FaultKind.CHECK,
            "MAP_OF_A_PAGE_IN_USE",
            Invariant.I12),

    /** The short way maps 4-KiB pages in a table that does not support them. */
    BITMAP_IGNORED(
            "the short way maps 4-KiB pages in a table that does not support them",
            "8ef3f77c4400",
            FaultKind.CHECK,
            "PAGE_OF_NO_SUPPORTED_SIZE",
            Invariant.I12),

    /** The last item of a contiguous entry is not reported dirty. */
    DIRTY_LAST_ITEM(
            "the last item of a contiguous entry is not reported dirty",
            "record_dirty() of 6.19",
            FaultKind.CHECK,
            "DIRTY_CONTIGUOUS_ENTRY",
            Invariant.I13),

    /** D is cleared by a load and a store, which overwrite a D set in between. */
    DIRTY_LOST_UPDATE(
            "D is cleared by a load and a store, which overwrite a D set in between",
            "KVM ba3a6120a4e7",
            FaultKind.RACE,
            "DirtyPageRace",
            Invariant.I13),

    /** The top is published by a store that orders nothing. */
    RELAXED_TOP(
            "the top is published by a store that orders nothing",
            "increase_top() of 6.19",
            FaultKind.HIDDEN,
            "GrowthByOneRace",
            Invariant.I2,
            "x86 makes stores visible in the order of the program, and the compiler moves no store across an opaque one: "
                    + "item 0 and the zeros are there before the top."),

    /** An unmap retires a table that its range does not cover. */
    UNCOVERED_RETIRED(
            "an unmap retires a table that its range does not cover: the pages of others are lost with it",
            "seeded",
            FaultKind.RACE,
            "UnmapEndsInSharedTableRace",
            Invariant.I10),

    /** In mode NO_GAPS, the sync of the old range frees the tables of the new one. */
    GAP_FREES_NEW_RANGE(
            "in mode NO_GAPS, the sync of the old range frees the tables of the new one",
            "seeded",
            FaultKind.RACE,
            "TwoUnmapsOneGatherRace",
            Invariant.I9),

    /** The invalidation is smaller than a table that is freed. */
    FLUSH_SMALLER_THAN_TABLE(
            "two invalidations cover a range of which each is smaller than the table that is freed: hardware keeps its pointer",
            "AMD's rule for INVALIDATE_IOMMU_PAGES, the model IOTLB of 2026",
            FaultKind.RACE,
            "UnmapReuseRace",
            Invariant.I9),

    /** The invalidation is smaller than an entry that was cleared. */
    FLUSH_SMALLER_THAN_ENTRY(
            "two invalidations cover a range of which each is smaller than the entry that was cleared: hardware keeps it",
            "AMD's rule for INVALIDATE_IOMMU_PAGES, the model IOTLB of 2026",
            FaultKind.RACE,
            "RunUnmapUnderWalkerRace",
            Invariant.I12),

    /** A sync is skipped because the gather looks empty. */
    SKIPPED_SYNC(
            "a sync is skipped because its gather has no range: one that is queued never has",
            "90c5def10bea",
            FaultKind.RACE,
            "QueuedAddressReuseRace",
            Invariant.I12),

    /** A page of data is given back before its unmap is synced. */
    PAGE_FREED_BEFORE_SYNC(
            "a page of data is given back before its unmap is synced: a device reaches what is another's by now",
            "the series of 2018, IOMMU_DEBUG_PAGEALLOC",
            FaultKind.RACE,
            "PageTakenByOtherRace",
            Invariant.I14),

    /** A page of data is given back although it was queued after the flush began. */
    PAGE_REUSED_WHILE_QUEUED(
            "a page of data is given back while it is queued: the flush that releases it had begun before it was unmapped",
            "DMA-FQ",
            FaultKind.RACE,
            "QueuedDuringFlushRace",
            Invariant.I14),

    /** Device table entries are stored after the command that invalidates them. */
    ENTRY_AFTER_INVALIDATION(
            "device table entries are stored after the command that invalidates them: hardware keeps the old ones",
            "seeded",
            FaultKind.RACE,
            "StaleEntryRace",
            Invariant.I6),

    /** A device is put on its domain's list after the lock was released in between. */
    DEVICE_LISTED_LATE(
            "a device that is attached is put on its domain's list after the lock was released in between: it misses a new top",
            "seeded",
            FaultKind.RACE,
            "AttachUnderGrowthRace",
            Invariant.I6),

    /** The tail of the command queue moves before the command is written. */
    COMMAND_BEFORE_WRITTEN(
            "the tail of the command queue moves before the command is written: hardware executes what was there before",
            "seeded",
            FaultKind.RACE,
            "MovedUnderHardwareRace",
            Invariant.I9),

    /** Detaching a device clears its entry. */
    ENTRY_CLEARED(
            "detaching a device clears its entry: without V, hardware lets everything through untranslated",
            "seeded",
            FaultKind.RACE,
            "AttachedDeviceRace",
            Invariant.I14),

    /** A device is blocked before it gets another domain's table. */
    REPLACED_WITH_GAP(
            "a device that is given to another domain is blocked first: an access in between faults, though both map its page",
            "seeded",
            FaultKind.RACE,
            "ReplacedDomainRace",
            Invariant.I6),

    /** A device gets a table that is wider than what it translates. */
    WIDE_TABLE(
            "a device gets a table that is wider than what it translates: it faults where a map has succeeded",
            "a regression of 2025",
            FaultKind.CHECK,
            "TABLE_WIDER_THAN_THE_DEVICE",
            Invariant.I6),

    /** The short way keeps the first top of the table. */
    STALE_NEAR(
            "the short way keeps the first top of the table, which may be another table by now",
            "seeded",
            FaultKind.RACE,
            "RetiredFirstTopRace",
            Invariant.I12),

    /** The later items of a contiguous entry are written before its first item is checked. */
    LATE_RUN(
            "the later items of a contiguous entry are written before its first item is checked: a refused map leaves them there",
            "seeded",
            FaultKind.RACE,
            "PageInsideContiguousEntryRace",
            Invariant.I8),

    /** A frame that is freed with a table pointer in it is reused as if it were zeroed. */
    UNZEROED_REUSE(
            "a new top that lost is freed with its item 0 in it, and reused as if it were zeroed",
            "seeded",
            FaultKind.RACE,
            "GrowthByOneRace",
            Invariant.I2),

    /** The compare-and-set that installs a table orders nothing. */
    RELAXED_INSTALL(
            "the compare-and-set that installs a table orders nothing: its pointer can be visible before the zeros of its allocation",
            "RISC-V cmpxchg_relaxed",
            FaultKind.HIDDEN,
            "SharedTableInstallRace",
            Invariant.I2,
            "a locked operation of x86 makes all earlier stores visible first, and here the zeros were written long before."),

    /** The top lock is released by a store that orders nothing. */
    OPAQUE_UNLOCK(
            "the top lock is released by a store that orders nothing: its next holder need not see the new top",
            "seeded",
            FaultKind.HIDDEN,
            "GrowthByOneRace",
            Invariant.I7,
            "x86 makes stores visible in the order of the program, and the compiler moves no store across an opaque one: "
                    + "the top is there before the lock is free."),

    /** An item of an entry that is cut is cleared before its new word is there. */
    CUT_WITH_GAP(
            "an item of an entry that is cut is cleared before its new word is there: a device faults in between",
            "seeded",
            FaultKind.RACE,
            "CutUnderReadsRace",
            Invariant.I12),

    /** An entry is cut by stores, which overwrite a D set in between. */
    CUT_LOSES_DIRTY(
            "an entry is cut by loads and stores, which overwrite a D set in between",
            "seeded",
            FaultKind.RACE,
            "CutUnderDeviceRace",
            Invariant.I13),

    /** A table below another does not count as an item in use. */
    UNCOUNTED_CHILD(
            "child tables are not counted: a table whose last leaf is unmapped is reclaimed with the tables and pages below it",
            "reclaim series of 2026",
            FaultKind.RACE,
            "ChildOfReclaimedRace",
            Invariant.I12),

    /** A table that an overmap or an unmap frees stays on the reclaim list. */
    FREED_WHILE_QUEUED(
            "a table that an overmap or a covering unmap frees stays on the reclaim list, and is freed again from there",
            "reclaim series of 2026",
            FaultKind.RACE,
            "OvermapOfDyingTableRace",
            Invariant.I15),

    /** A map tries a dead table again, for whose end the reclaim waits. */
    RETRY_INTO_DEAD_TABLE(
            "a map tries a dead table again inside the section for whose end the reclaim waits: neither goes on",
            "reclaim series of 2026",
            FaultKind.RACE,
            "MapIntoDyingTableRace",
            Invariant.I16),

    /** A severed table is freed while threads may be in it. */
    SEVERED_WITHOUT_GRACE(
            "a severed table is freed without a grace period: a thread that found it before reads or writes what it has become",
            "reclaim series of 2026",
            FaultKind.RACE,
            "PassOverDyingTableRace",
            Invariant.I16);

    private final String what;
    private final String from;
    private final FaultKind kind;
    private final String catcher;
    private final Invariant invariant;
    private final String reason;

    SeededFault(String what, String from, FaultKind kind, String catcher, Invariant invariant) {
        this(what, from, kind, catcher, invariant, "");
    }

    SeededFault(String what, String from, FaultKind kind, String catcher, Invariant invariant, String reason) {
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
     * @param id in lower case with hyphens
     * @return the fault
     * @throws IllegalArgumentException if there is none of this id
     */
    public static SeededFault of(String id) {
        for (SeededFault fault : values()) {
            if (fault.id().equals(id)) {
                return fault;
            }
        }
        throw new IllegalArgumentException("fault = " + id + ": must be one of "
                + Arrays.stream(values()).map(SeededFault::id).collect(Collectors.joining(", ")));
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
    public FaultKind kind() {
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

    @Override
    public ProtocolSteps newProtocolSteps() {
        Class<?> type = type();
        return ProtocolSteps.class.isAssignableFrom(type) ? (ProtocolSteps) make(type) : ProtocolSteps.RIGHT;
    }

    @Override
    public DriverSteps newDriverSteps(PhysicalMemory memory) {
        Class<?> type = type();
        return DriverSteps.class.isAssignableFrom(type) ? (DriverSteps) make(type, memory) : DriverSteps.RIGHT;
    }

    @Override
    public OwnerSteps newOwnerSteps() {
        Class<?> type = type();
        return OwnerSteps.class.isAssignableFrom(type) ? (OwnerSteps) make(type) : OwnerSteps.RIGHT;
    }

    private Class<?> type() {
        String name = Arrays.stream(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        try {
            return Class.forName(SeededFault.class.getPackageName() + "." + name);
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
