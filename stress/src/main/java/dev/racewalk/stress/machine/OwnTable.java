package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.trace.ReplayedTable;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.RacedTable;
import dev.racewalk.stress.table.ReplayedOwnTable;
import dev.racewalk.stress.table.TableParts;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The class of tables of a user's own that machines of this JVM are made with in place of core's, if there is one. */
public final class OwnTable {
    private static volatile @Nullable Constructor<? extends RacedTable> constructor = provided();

    /** Why the race that is being explored or raced does not fit. */
    private static volatile @Nullable String unfit;

    /** Whether it does not because of its setup, which can be told before a machine is made. */
    private static volatile boolean ofSetup;

    private static volatile boolean isUsed;

    private OwnTable() {}

    private static @Nullable Constructor<? extends RacedTable> provided() {
        ClassLoader loader = OwnTable.class.getClassLoader();
        return ServiceLoader.load(StepsProvider.class, loader).stream()
                .map(provider -> provider.get().table())
                .filter(Objects::nonNull)
                .findFirst()
                .map(name -> find(name, loader))
                .orElse(null);
    }

    /**
     * Has all machines that are made from now on have tables of a class.
     *
     * @param className name with the package, or null for core's tables
     * @param loader finds the class
     * @throws IllegalArgumentException if there is no such class, it is no {@link RacedTable}, cannot be instantiated, or has no public
     *     constructor that takes {@link TableParts}
     */
    public static void use(@Nullable String className, ClassLoader loader) {
        constructor = className == null ? null : find(className, loader);
    }

    /**
     * Checks a class.
     *
     * @param className name with the package
     * @param loader finds the class
     * @throws IllegalArgumentException as {@link #use} throws it
     */
    public static void check(String className, ClassLoader loader) {
        find(className, loader);
    }

    /**
     * Tells whether machines have tables of a user's own.
     *
     * @return false if they have core's
     */
    public static boolean isInUse() {
        return constructor != null;
    }

    private static Constructor<? extends RacedTable> find(String name, ClassLoader loader) {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "table " + name + ": is not on the class path; --classpath says where to look", e);
        } catch (LinkageError e) {
            throw new IllegalArgumentException("table " + name + ": cannot be loaded: " + e, e);
        }
        if (!RacedTable.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("table " + name + ": must implement " + RacedTable.class.getName());
        }
        if (Modifier.isAbstract(type.getModifiers()) || !Modifier.isPublic(type.getModifiers())) {
            throw new IllegalArgumentException("table " + name + ": must be a public class that is not abstract");
        }
        try {
            return type.asSubclass(RacedTable.class).getConstructor(TableParts.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    "table " + name + ": must have a public constructor that takes " + TableParts.class.getName(), e);
        }
    }

    /** Makes the table of a machine whose frames are all free; null if machines have core's. */
    static @Nullable RacedTable make(Rig rig) {
        Constructor<? extends RacedTable> made = constructor;
        if (made == null) {
            return null;
        }
        RacedTable table = make(made, parts(rig));
        requireFit(rig.setup(), table);
        if (rig.memory().frames() > Setup.FIRST_FRAME
                && rig.frames().isInUse((long) Setup.FIRST_FRAME << PhysicalMemory.FRAME_LG2)) {
            throw new IllegalStateException(made.getDeclaringClass().getName()
                    + ": its constructor takes several frames, and may take one, for the first top");
        }
        return table;
    }

    /**
     * Makes tables of the class in use for replays.
     *
     * @param startingLevel level of the first top, 1 to 5
     * @param vaLg2 log2 of the bytes that a table may span
     * @param walked whether devices walk it
     * @return what makes them; it throws IllegalArgumentException if the table cannot do that
     * @throws IllegalArgumentException if a number is out of range
     * @throws IllegalStateException if no class is in use
     */
    public static ReplayedTable.Maker replayed(int startingLevel, int vaLg2, boolean walked) {
        Constructor<? extends RacedTable> made = constructor;
        if (made == null) {
            throw new IllegalStateException("machines have core's tables");
        }
        if (startingLevel < 1 || startingLevel > Level.MAX || vaLg2 <= Level.GRANULE_LG2 || vaLg2 > Long.SIZE) {
            throw new IllegalArgumentException("level = " + startingLevel + ", va = " + vaLg2 + ": must be 1.."
                    + Level.MAX + " and " + (Level.GRANULE_LG2 + 1) + ".." + Long.SIZE);
        }
        return (memory, frames, hardware) -> {
            TableParts parts = new TableParts(
                    memory, frames, hardware, startingLevel, vaLg2, () -> memory.newWord("top of table", 0));
            RacedTable table = make(made, parts);
            if (walked && !table.abilities().contains(Ability.DEVICES)) {
                throw new IllegalArgumentException(
                        "table " + made.getDeclaringClass().getName() + ": has not " + Ability.DEVICES.inWords());
            }
            return new ReplayedOwnTable(table, memory, frames, parts);
        };
    }

    /** Takes the first frame, which is a part of each machine, if a table has not; its bit, or 0. */
    static int keepFirstFrame(MachineFrames frames) {
        return frames.isInUse(PhysicalMemory.FRAME_BYTES) ? 0 : 1 << (frames.allocate() >>> PhysicalMemory.FRAME_LG2);
    }

    private static TableParts parts(Rig rig) {
        return new TableParts(
                rig.memory(),
                rig.frames(),
                rig.hardware() == null ? IommuHardware.NONE : rig.hardware().domain(),
                rig.setup().startingLevel(),
                rig.setup().vaLg2(),
                () -> rig.parts().topWord(rig.memory()));
    }

    private static RacedTable make(Constructor<? extends RacedTable> made, TableParts parts) {
        try {
            return made.newInstance(parts);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(made.getDeclaringClass().getName() + " cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(made.getDeclaringClass().getName() + " cannot be made", e);
        }
    }

    private static void requireFit(Setup setup, RacedTable table) {
        if (setup.hardware()) {
            require(table, Ability.DEVICES);
        }
        String why = whyUnfit(setup);
        if (why != null) {
            ofSetup = true;
            throw unfit(why);
        }
    }

    /** Why no table of a user's own can be in a machine of a setup, whatever it can do; null if it may. */
    static @Nullable String whyUnfit(Setup setup) {
        if (setup.checked()) {
            return "it races the check of the range lock of core's table";
        }
        if (setup.gatherMode() != GatherMode.FLUSH_RANGE) {
            return "it needs the gather mode " + setup.gatherMode();
        }
        if (setup.queuedGathers() || setup.flushQueue() != 0) {
            return "it needs unmaps that are flushed later";
        }
        return setup.reclaims() ? "it needs a reclaim of empty tables" : null;
    }

    /** Ends the race as unfit if a table cannot do what the race needs. */
    static void require(RacedTable table, Ability ability) {
        if (!table.abilities().contains(ability)) {
            throw unfit("it needs " + ability.inWords() + ", which the table has not");
        }
    }

    /** Notes that the race that is being explored does not fit, and returns what ends the operation. */
    static UnfitRaceException unfit(String why) {
        unfit = why;
        return new UnfitRaceException(why);
    }

    /** Notes that an operation of the table was called. */
    static void used() {
        if (!isUsed) {
            isUsed = true;
        }
    }

    /** Forgets what was noted of the race before. */
    public static void begin() {
        unfit = null;
        ofSetup = false;
        isUsed = false;
    }

    /**
     * Ends a race that does not fit.
     *
     * @throws UnfitRaceException if an operation since {@link #begin} needed what the table cannot do
     */
    public static void requireFit() {
        String why = unfit;
        if (why != null) {
            throw new UnfitRaceException(why);
        }
    }

    /**
     * Tells whether the case at hand does not fit because of its setup. Who races a race leaves such {@link Cases} out.
     *
     * @return false if it fits, or an operation needed what the table cannot do
     */
    public static boolean isUnfitBySetup() {
        return ofSetup;
    }

    /**
     * Goes on with another case of the race.
     *
     * @param of the case before
     * @return why that did not fit, a clause
     */
    public static String forgetUnfit(UnfitRaceException of) {
        unfit = null;
        ofSetup = false;
        return String.valueOf(of.getMessage());
    }

    /**
     * Says why the race that ran since {@link #begin} tells nothing of the table.
     *
     * @param isOver whether nothing more is to come of it
     * @return a clause that begins with 'it'; null if the race does tell something, or machines have core's tables
     */
    public static @Nullable String whyUnfit(boolean isOver) {
        if (!isInUse() || unfit != null) {
            return unfit;
        }
        return isOver && !isUsed ? "it does not work on a page table" : null;
    }
}
