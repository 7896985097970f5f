package dev.racewalk.stress.hardware;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.ResultCodes;
import dev.racewalk.stress.machine.Setup;
import java.util.List;

/**
 * Who clocks hardware, and how many commands it keeps.
 *
 * @param alone whether the actor that is the hardware does it alone, and the driver only waits
 * @param queue commands that the queue has room for
 */
record Clocking(boolean alone, int queue) {
    private static final int ROOM = 32;

    static List<Clocking> all() {
        return List.of(
                new Clocking(true, ROOM), new Clocking(true, 1), new Clocking(false, ROOM), new Clocking(false, 1));
    }

    Setup setup(Setup setup) {
        return setup.withQueue(queue);
    }

    /** The last that a race prepares. */
    void prepare(Machine m) {
        if (alone) {
            m.prepare().leaveClockingToActor();
        }
    }

    /** What an outcome says of it. */
    String way() {
        return alone ? "alone" : "both";
    }

    /**
     * What a device has seen so far: the last state, unless it has gone back from a final one.
     *
     * @param seen what it saw before: a code of {@link ResultCodes}
     * @param now what it sees
     * @param last what stays once it was seen
     * @return a code of {@link ResultCodes}
     */
    static int later(int seen, int now, int last) {
        return seen == ResultCodes.WRONG || (seen == last && now != last) ? ResultCodes.WRONG : now;
    }

    @Override
    public String toString() {
        return (alone ? "hardware alone" : "both") + (queue == 1 ? ", room for one command" : "");
    }
}
