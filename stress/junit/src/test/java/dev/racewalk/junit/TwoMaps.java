package dev.racewalk.junit;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;

/** Two maps of different pages need the same missing leaf table. */
@Allowed("mapped, mapped, (apart|table of . stays)")
class TwoMaps {
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

    @Arbiter
    void atRest(Ending ending) {
        m.expect(page(1));
        m.expect(page(2));
        ending.is(m.first().result(), m.second().result(), m.atRest(m.whoseTableStays()));
    }
}
