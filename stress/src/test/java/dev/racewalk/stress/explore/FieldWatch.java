package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.DataRaces;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Learns of each access of core to a field that is not final, to an element of an array and to the contents of a collection, from
 * code that {@link WatchingLoader} puts there; and finds those of two actors, of which one writes, that the steps between them do
 * not order. One execution at a time, and one actor at a time.
 */
public final class FieldWatch {
    private static final Set<String> FOUND = new TreeSet<>();
    private static final Map<Place, Accesses> ACCESSES = new HashMap<>();
    private static Locations machine;

    private FieldWatch() {}

    /** A field of an object, an element of an array, or what a collection holds. */
    private record Place(Object owner, String name) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.owner == owner && place.name.equals(name);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(owner) + name.hashCode();
        }
    }

    /** The last read and the last write of each actor: after how many steps of its own, and where. */
    private static final class Accesses {
        final Map<Integer, Access> reads = new HashMap<>();
        final Map<Integer, Access> writes = new HashMap<>();
    }

    private record Access(int steps, String method) {}

    /**
     * A field is about to be read.
     *
     * @param owner of which object
     * @param field which one
     * @param method where
     */
    public static void read(Object owner, String field, String method) {
        note(owner, field, method, false);
    }

    /**
     * A field is about to be written.
     *
     * @param owner of which object
     * @param field which one
     * @param method where
     */
    public static void write(Object owner, String field, String method) {
        note(owner, field, method, true);
    }

    /**
     * An element is about to be read.
     *
     * @param array of which array
     * @param index which one
     * @param method where
     */
    public static void readElement(Object array, int index, String method) {
        note(array, array.getClass().getSimpleName() + " " + index, method, false);
    }

    /**
     * An element is about to be written.
     *
     * @param array of which array
     * @param index which one
     * @param method where
     */
    public static void writeElement(Object array, int index, String method) {
        note(array, array.getClass().getSimpleName() + " " + index, method, true);
    }

    private static void note(Object owner, String name, String method, boolean writes) {
        Locations now = EngineHook.current();
        if (now == null || !now.engine().isRunning() || now.engine().dataRaces() == null) {
            return;
        }
        if (now != machine) {
            machine = now;
            ACCESSES.clear();
        }
        DataRaces order = now.engine().dataRaces();
        int actor = now.engine().actor();
        Accesses accesses = ACCESSES.computeIfAbsent(new Place(owner, name), place -> new Accesses());
        accesses.writes.forEach((other, access) -> compare(order, name, actor, method, writes, other, access, true));
        if (writes) {
            accesses.reads.forEach((other, access) -> compare(order, name, actor, method, true, other, access, false));
        }
        (writes ? accesses.writes : accesses.reads).put(actor, new Access(order.steps(actor), method));
    }

    private static void compare(
            DataRaces order,
            String name,
            int actor,
            String method,
            boolean writes,
            int other,
            Access access,
            boolean wrote) {
        if (!order.isBefore(other, access.steps, actor)) {
            FOUND.add(name + ": " + inWords(wrote) + " by actor " + (other + 1) + " in " + access.method + ", "
                    + inWords(writes) + " by actor " + (actor + 1) + " in " + method);
        }
    }

    private static String inWords(boolean writes) {
        return writes ? "written" : "read";
    }

    /** What was found, a pair of accesses each. */
    static Set<String> found() {
        return FOUND;
    }
}
