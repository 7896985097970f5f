package dev.racewalk.stress.machine;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {
    private static final int LAST_OF_WINDOW = 7;

    private final MachinePool pool = new MachinePool(Setup.table(1, 1).withBorders());

    private static long page(Machine machine, int index) {
        return machine.item(1, 0) + machine.item(0, index);
    }

    private static void map(Machine machine, int index) {
        machine.begin(FIRST);
        machine.end(FIRST, machine.map(page(machine, index), PAGE));
    }

    private static String atRest(Machine machine, int... indices) {
        for (int index : indices) {
            machine.expect(page(machine, index), PAGE);
        }
        return machine.atRest("as expected");
    }

    @Test
    void theMachineThatFollowsIsBroughtNearUnchanged() {
        Machine first = pool.take();
        Machine follower = pool.take();
        for (int sample = 0; sample < 3; sample++) {
            map(first, 1);
            map(follower, 0);
            map(follower, LAST_OF_WINDOW);
            assertThat(atRest(first, 1)).isEqualTo("as expected");
            assertThat(atRest(follower, 0, LAST_OF_WINDOW)).isEqualTo("as expected");
        }
    }

    @Test
    void anEntryBesideTheWindowIsReported() {
        Machine machine = pool.take();
        map(machine, LAST_OF_WINDOW + 1);
        assertThat(atRest(machine)).isEqualTo("I12 broken");
    }
}
