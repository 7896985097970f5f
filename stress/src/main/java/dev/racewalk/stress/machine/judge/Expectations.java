package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.amdv1.Level;
import java.util.Arrays;

/** What there must be in a machine at rest, as the arbiter of its race says, and which entries were there before. */
public final class Expectations {
    /** Number of no entry. */
    static final int NONE = -1;

    /** Entries at most: each has a bit. */
    private static final int MOST = Long.SIZE;

    private static final int FEW = 4;

    /** Words of an entry: its input address, its output address, log2 of its bytes. */
    private static final int WORDS = 3;

    /** One entry after the other, so that the first ones are in one line. */
    private long[] entries = new long[FEW * WORDS];

    private int count;

    /** 0: nobody has said. */
    private int tables;

    /** Bit e: entry e was found, its table was found. */
    private long found;

    private long foundTables;
    private long[] prepared = new long[FEW];
    private int preparedCount;

    Expectations() {}

    /** Forgets all. */
    void reset() {
        count = 0;
        found = 0;
        foundTables = 0;
        preparedCount = 0;
        tables = 0;
    }

    /**
     * Notes that an entry was there before the actors started.
     *
     * @param iova input address
     */
    public void prepare(long iova) {
        if (preparedCount == prepared.length) {
            prepared = Arrays.copyOf(prepared, 2 * preparedCount);
        }
        prepared[preparedCount++] = iova;
    }

    boolean wasPrepared(int entry) {
        for (int i = 0; i < preparedCount; i++) {
            if (prepared[i] == iova(entry)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Says that there must be an entry; each other one is a violation.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @param oa what it must translate to
     * @throws IllegalStateException if 64 entries are expected already
     */
    public void expect(long iova, int lg2, long oa) {
        if (count == MOST) {
            throw new IllegalStateException("expected entries: must be at most " + MOST);
        }
        int at = count++ * WORDS;
        if (at == entries.length) {
            entries = Arrays.copyOf(entries, 2 * at);
        }
        entries[at] = iova;
        entries[at + 1] = oa;
        entries[at + 2] = lg2;
    }

    /**
     * Says how many tables there must be, the top included; nothing is checked if nothing is said.
     *
     * @param number of tables that the top leads to
     */
    public void expectTables(int number) {
        tables = number;
    }

    int tables() {
        return tables;
    }

    /** Notes that there is a table, in which entries may be expected. */
    void findTable(long iova, int level) {
        for (int i = 0; i < count; i++) {
            if ((iova ^ iova(i)) >>> Level.tableLg2(level) == 0 && Level.ofSize(lg2(i)) == level) {
                foundTables |= 1L << i;
            }
        }
    }

    /** Finds the entry that starts at an address, if it was not found before; else {@link #NONE}. */
    int find(long iova, int lg2) {
        for (int i = 0; i < count; i++) {
            if (iova(i) == iova && lg2(i) == lg2 && (found & (1L << i)) == 0) {
                found |= 1L << i;
                return i;
            }
        }
        return NONE;
    }

    int count() {
        return count;
    }

    int foundCount() {
        return Long.bitCount(found);
    }

    /** The first entry that was not found. */
    int firstLost() {
        return Long.numberOfTrailingZeros(~found);
    }

    /** What is missing, in words; of use only if something is. */
    String lostInWords() {
        return foundCount() + " of " + count + " entries found; this one is lost";
    }

    /** Whether there is the table that should hold an entry. */
    boolean hasTableOf(int entry) {
        return (foundTables & (1L << entry)) != 0;
    }

    long iova(int entry) {
        return entries[entry * WORDS];
    }

    long oa(int entry) {
        return entries[entry * WORDS + 1];
    }

    private int lg2(int entry) {
        return (int) entries[entry * WORDS + 2];
    }
}
