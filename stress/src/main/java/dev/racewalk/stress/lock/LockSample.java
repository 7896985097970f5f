package dev.racewalk.stress.lock;

import dev.racewalk.core.memory.Parking;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IovaRangeLock;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.UnseenByExplorer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A range lock of which nothing is held, and a count of those who had a range, as it is kept under exclusive ranges. */
final class LockSample {
    static final Setup SETUP = Setup.table(1, 0);
    private static final MachinePool POOL = new MachinePool(SETUP);
    private static final int LINGER = 20;
    private static final String FREE = new IovaRangeLock().toString();

    final IovaRangeLock lock;
    private final Machine machine;
    private final SharedWord counted;

    /** Who waits interruptibly; written before it asks, and read by who has seen it wait. */
    @UnseenByExplorer("it is read when the steps have shown that it was written")
    private @Nullable Thread waiter;

    LockSample() {
        this(POOL.take());
    }

    LockSample(Machine machine) {
        this.machine = machine;
        lock = new IovaRangeLock(machine.memory());
        counted = machine.memory().newWord("counted", 0);
        lock.lockExclusive(0, 9).close(); // what a request leaves behind shows with the next ones
    }

    /** Holds a range for a while, so that somebody who should not have got theirs meets its holder. */
    private static void linger() {
        for (int i = 0; i < LINGER; i++) {
            Thread.onSpinWait();
        }
    }

    /** A request of one who may be interrupted while he waits. */
    interface Request {
        IovaRangeLock.@Nullable Held of(IovaRangeLock lock) throws InterruptedException;
    }

    /** Makes a request; null if it is refused, or its time ran out. */
    IovaRangeLock.@Nullable Held ask(Request request) {
        try {
            return request.of(lock);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts an actor", e);
        }
    }

    /** Counts under a range and gives it back: how many did so before, or "refused" if there is no range. */
    String count(IovaRangeLock.@Nullable Held held) {
        if (held == null) {
            return "refused";
        }
        long before = counted.readOnce();
        linger();
        counted.writeOnce(before + 1);
        held.close();
        return String.valueOf(before);
    }

    /**
     * Counts under an exclusive range as {@link #count} does, or tells "interrupted" if it was while it waited. For one actor,
     * whose thread is not interrupted afterwards: it has its range only when the holder, who interrupts it before, gives it back.
     */
    String countUnlessInterrupted(long first, long last) {
        waiter = Thread.currentThread();
        try {
            return count(lock.lockExclusiveInterruptibly(first, last));
        } catch (InterruptedException e) {
            return "interrupted";
        } finally {
            Parking.interrupted(); // if it was noticed too late
        }
    }

    /** Interrupts who waits for a range; false if nobody does. */
    boolean interruptWaiter() {
        boolean awaited = isAwaited();
        if (awaited) {
            Parking.interrupt(Objects.requireNonNull(waiter));
        }
        return awaited;
    }

    /** Reads under a shared range, twice, how many have counted: that number, or "torn" if it changed in between. */
    String readTwice(IovaRangeLock.Held held) {
        long before = counted.readOnce();
        linger();
        long after = counted.readOnce();
        held.close();
        return before == after ? String.valueOf(before) : "torn";
    }

    /** Whether somebody waits for a range. */
    boolean isAwaited() {
        return lock.toString().contains("(waits)");
    }

    /** Ends a sample, after which nobody may hold a range or wait for one. */
    String atRest(String way) {
        String verdict = machine.atRest(way);
        return lock.toString().equals(FREE) ? verdict : "left behind";
    }
}
