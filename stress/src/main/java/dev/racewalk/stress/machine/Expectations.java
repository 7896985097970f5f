package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;
import java.util.Arrays;

/** What there must be in a machine at rest, as the arbiter of its race says, and which entries were there before. */
final class Expectations {
    /** Index of no entry. */
    static final int NONE = -1;

    private static final int FEW = 8;

    private final int firstLevel;
    private long[] iovas = new long[FEW];
    private long[] oas = new long[FEW];
    private int[] lg2s = new int[FEW];
    private boolean[] found = new boolean[FEW];
    private int count;
    private int foundCount;
    private int topLevel;

    /** 0: nobody has said. */
    private int tables;

    private long[] prepared = new long[FEW];
    private int preparedCount;

    Expectations(int firstLevel) {
        this.firstLevel = firstLevel;
        topLevel = firstLevel;
    }

    /** Forgets all. */
    void reset() {
        count = 0;
        foundCount = 0;
        preparedCount = 0;
        tables = 0;
        topLevel = firstLevel;
    }

    /** Notes that an entry was there before the actors started. */
    void prepare(long iova) {
        if (preparedCount == prepared.length) {
            prepared = Arrays.copyOf(prepared, 2 * preparedCount);
        }
        prepared[preparedCount++] = iova;
    }

    boolean wasPrepared(int entry) {
        for (int i = 0; i < preparedCount; i++) {
            if (prepared[i] == iovas[entry]) {
                return true;
            }
        }
        return false;
    }

    void expect(long iova, int lg2, long oa) {
        if (count == iovas.length) {
            iovas = Arrays.copyOf(iovas, 2 * count);
            oas = Arrays.copyOf(oas, 2 * count);
            lg2s = Arrays.copyOf(lg2s, 2 * count);
            found = Arrays.copyOf(found, 2 * count);
        }
        iovas[count] = iova;
        oas[count] = oa;
        lg2s[count] = lg2;
        found[count++] = false;
    }

    void expectTopLevel(int level) {
        topLevel = level;
    }

    void expectTables(int number) {
        tables = number;
    }

    int topLevel() {
        return topLevel;
    }

    int tables() {
        return tables;
    }

    /** Finds the entry that starts at an address, if it was not found before; else {@link #NONE}. */
    int find(long iova, int lg2) {
        for (int i = 0; i < count; i++) {
            if (iovas[i] == iova && lg2s[i] == lg2 && !found[i]) {
                found[i] = true;
                foundCount++;
                return i;
            }
        }
        return NONE;
    }

    int count() {
        return count;
    }

    int foundCount() {
        return foundCount;
    }

    /** The first entry that was not found. */
    int firstLost() {
        int i = 0;
        while (found[i]) {
            i++;
        }
        return i;
    }

    long iova(int entry) {
        return iovas[entry];
    }

    long oa(int entry) {
        return oas[entry];
    }

    /** The level of the table in which an entry lies. */
    int level(int entry) {
        return Level.ofSize(lg2s[entry]);
    }
}
