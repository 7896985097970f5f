package dev.racewalk.stress.cut;

import static dev.racewalk.stress.machine.Addresses.PAGE;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import java.util.List;

/**
 * An entry, and where it is cut.
 *
 * @param name of the case
 * @param lg2 log2 of the bytes of the entry
 * @param pages of 4 KiB before the cut
 * @param parts log2 of the bytes of each part, in the order of addresses
 * @param setup how to make its machines
 */
record CutCase(String name, int lg2, int pages, List<Integer> parts, Setup setup) implements RaceCase {
    /** The entry is a run of level 0, and becomes two. */
    static CutCase halvesOfRun(Setup setup) {
        return new CutCase("halves of a run", 13, 1, List.of(12, 12), setup.withPrepared(1));
    }

    /** The entry is a run of level 0, and becomes runs and pages. */
    static CutCase runAtItsSecondPage(Setup setup) {
        return new CutCase("a run at its second page", 14, 1, List.of(12, 12, 13), setup.withPrepared(1));
    }

    /** The entry is one item of level 1, and becomes a table of two runs. */
    static CutCase halvesOfLargeLeaf(Setup setup) {
        return new CutCase("halves of a large leaf", 21, 256, List.of(20, 20), wholeTables(setup));
    }

    /** The entry is a run of level 1, and becomes a table of runs and pages, and a leaf. */
    static CutCase largeRunAtItsSecondPage(Setup setup) {
        List<Integer> parts = List.of(12, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        return new CutCase("a large run at its second page", 22, 1, parts, wholeTables(setup));
    }

    /** The parts of a large leaf lie in all of its table. */
    private static Setup wholeTables(Setup setup) {
        return setup.withWindow(Level.ITEMS).withPlace(0);
    }

    static List<CutCase> all(Setup setup) {
        return List.of(
                halvesOfRun(setup),
                runAtItsSecondPage(setup),
                halvesOfLargeLeaf(setup),
                largeRunAtItsSecondPage(setup));
    }

    /** The first address of the entry. */
    long entry(Machine m) {
        return lg2 < 21 ? m.item(1, 0) + m.item(0, 0) : m.item(1, 0);
    }

    long cutAt(Machine m) {
        return entry(m) + ((long) pages << PAGE);
    }

    long lastPage(Machine m) {
        return entry(m) + (1L << lg2) - (1L << PAGE);
    }

    /** Expects the entry as a whole. */
    void expectWhole(Machine m) {
        m.expect(entry(m), lg2);
    }

    /** Expects the parts. */
    void expectParts(Machine m) {
        long part = entry(m);
        for (int partLg2 : parts) {
            m.expect(part, partLg2);
            part += 1L << partLg2;
        }
    }

    /** Expects the parts behind the cut alone. */
    void expectPartsAfterCut(Machine m) {
        long part = entry(m);
        for (int partLg2 : parts) {
            if (Long.compareUnsigned(part, cutAt(m)) >= 0) {
                m.expect(part, partLg2);
            }
            part += 1L << partLg2;
        }
    }

    /** In how many of the parts D is set. */
    int dirtyParts(Machine m) {
        int dirty = 0;
        long part = entry(m);
        for (int partLg2 : parts) {
            dirty += m.isDirty(part) ? 1 : 0;
            part += 1L << partLg2;
        }
        return dirty;
    }

    /** What the arbiter says of D, if the first and the last part were written to. */
    String dirtyWhereWritten(Machine m) {
        if (!m.isDirty(entry(m)) || !m.isDirty(lastPage(m))) {
            return "D lost";
        }
        return dirtyParts(m) == parts.size() ? "D in all parts" : "D where written";
    }
}
