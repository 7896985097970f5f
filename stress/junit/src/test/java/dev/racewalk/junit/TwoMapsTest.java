package dev.racewalk.junit;

import static dev.racewalk.stress.record.Model.SC;
import static dev.racewalk.stress.record.Model.TSO;
import static dev.racewalk.stress.record.Model.WEAK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;

/** A race that is a test: its arbiter asserts. */
@ExploreTest(models = {SC, TSO})
class TwoMapsTest {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    void mapsPage1() {
        m.first().maps(page(1));
    }

    @Actor
    void mapsPage2() {
        m.second().maps(page(2));
    }

    @ExploreTest
    void bothPagesAreMapped() {
        m.expect(page(1));
        m.expect(page(2));
        assertEquals("mapped", m.first().result());
        assertEquals("mapped", m.second().result());
        assertEquals("over", m.atRest("over"));
    }

    @ExploreTest(models = WEAK, seconds = 20)
    void atRestNothingIsBroken(Ending ending) {
        m.expect(page(1));
        m.expect(page(2));
        ending.is(m.atRest("over"));
    }
}
