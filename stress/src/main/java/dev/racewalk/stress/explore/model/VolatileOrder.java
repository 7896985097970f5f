package dev.racewalk.stress.explore.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the volatile accesses of an execution in one order, as RC11 does (Lahav, Vafeiadis, Kang, Hur, Dreyer: Repairing
 * sequential consistency in C/C++11, 2017). Of two of them, one comes before the other
 *
 * <ul>
 *   <li>if its actor makes it earlier;
 *   <li>if both are of the same word, and it happens before the other, wrote what comes earlier in the word's history, or read what
 *       was written before the other;
 *   <li>if its actor then makes an access to another word, which happens before one that the other's actor makes, to yet another
 *       word, before the other.
 * </ul>
 *
 * An execution in which that leads in a circle is not allowed. Whatever is volatile alone is sequentially consistent then, and
 * accesses in weaker modes are not ordered further.
 */
final class VolatileOrder {
    /** What a load has written, and a store read. */
    static final long NOTHING = -1;

    private static final long NEVER = Long.MAX_VALUE;

    private int actors;
    private final List<Access> accesses = new ArrayList<>();

    /** Of each actor, how many accesses end the list that no access to another word follows yet. */
    private final List<List<Access>> open = new ArrayList<>();

    /** The word of each actor's last step, and what it had seen then; and the same of the last step at another word. */
    private int[] lastWord = new int[0];

    private long[][] lastClock = new long[0][];
    private long[][] clockElsewhere = new long[0][];

    private static final class Access {
        final int actor;
        final long step;
        final int word;
        final long read;
        final long written;

        /** The first step of the actor at another word afterwards. */
        long next = NEVER;

        /** All that come later. */
        final BitSet later = new BitSet();

        Access(int actor, long step, int word, long read, long written) {
            this.actor = actor;
            this.step = step;
            this.word = word;
            this.read = read;
            this.written = written;
        }
    }

    void begin(int newActors) {
        accesses.clear();
        if (actors != newActors) {
            actors = newActors;
            open.clear();
            for (int i = 0; i < actors; i++) {
                open.add(new ArrayList<>());
            }
            lastWord = new int[actors];
            lastClock = new long[actors][actors];
            clockElsewhere = new long[actors][actors];
        }
        for (int i = 0; i < actors; i++) {
            open.get(i).clear();
            lastWord[i] = -1;
            Arrays.fill(lastClock[i], 0);
            Arrays.fill(clockElsewhere[i], 0);
        }
    }

    /** An actor has made a step, whatever its mode. */
    void made(int actor, long step, int word, long[] clock) {
        List<Access> unfollowed = open.get(actor);
        for (int i = unfollowed.size() - 1; i >= 0; i--) {
            if (unfollowed.get(i).word != word) {
                unfollowed.remove(i).next = step;
            }
        }
        if (lastWord[actor] != word) {
            System.arraycopy(lastClock[actor], 0, clockElsewhere[actor], 0, actors);
            lastWord[actor] = word;
        }
        System.arraycopy(clock, 0, lastClock[actor], 0, actors);
    }

    /**
     * Whether an access may read a write that is not the youngest, or come right after it.
     *
     * @param stamp of that write
     * @param writes whether the access writes
     * @param clock what the actor has seen
     * @param carried what it sees by reading, if it reads
     */
    boolean allows(int actor, int word, long stamp, boolean writes, long[] clock, long @Nullable [] carried) {
        BitSet after = new BitSet();
        for (int i = 0; i < accesses.size(); i++) {
            Access other = accesses.get(i);
            if (other.word == word && other.written > stamp) {
                after.set(i);
                after.or(other.later);
            }
        }
        for (int i = after.nextSetBit(0); i >= 0; i = after.nextSetBit(i + 1)) {
            if (isBefore(accesses.get(i), actor, word, stamp, writes, clock, carried)) {
                return false;
            }
        }
        return true;
    }

    private boolean isBefore(
            Access other, int actor, int word, long stamp, boolean writes, long[] clock, long @Nullable [] carried) {
        if (other.actor == actor) {
            return true;
        }
        if (other.word == word) {
            boolean happened =
                    clock[other.actor] > other.step || (carried != null && carried[other.actor] > other.step);
            boolean wrote = other.written != NOTHING && other.written <= stamp;
            boolean read = other.read != NOTHING && other.read <= stamp;
            if (happened || (writes && (wrote || read))) {
                return true;
            }
        }
        long[] elsewhere = lastWord[actor] == word ? clockElsewhere[actor] : lastClock[actor];
        return other.next != NEVER && elsewhere[other.actor] > other.next;
    }

    /** A volatile access was made, which is the last step; what its actor has seen includes it. */
    void add(int actor, int word, long read, long written, long[] clock) {
        Access access = new Access(actor, clock[actor] - 1, word, read, written);
        long stamp = written == NOTHING ? read : written;
        int number = accesses.size();
        for (int i = 0; i < number; i++) {
            Access other = accesses.get(i);
            if (other.word == word && other.written > stamp) {
                access.later.set(i);
                access.later.or(other.later);
            }
        }
        for (Access other : accesses) {
            if (isBefore(other, actor, word, stamp, written != NOTHING, clock, null)) {
                precede(other, access, number);
            }
        }
        for (Access other : accesses) {
            boolean leads = false;
            for (int i = other.later.nextSetBit(0); i >= 0 && !leads; i = other.later.nextSetBit(i + 1)) {
                leads = i < number && accesses.get(i).later.get(number);
            }
            if (leads) {
                precede(other, access, number);
            }
        }
        accesses.add(access);
        open.get(actor).add(access);
    }

    private static void precede(Access other, Access access, int number) {
        other.later.set(number);
        other.later.or(access.later);
    }
}
