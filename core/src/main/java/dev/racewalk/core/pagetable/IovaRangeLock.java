package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.GuardedState;
import dev.racewalk.core.memory.Parking;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock on ranges of IOVAs: the promise that {@link IoPageTable} asks of its callers. Ranges are inclusive at both ends,
 * in bytes, and taken as unsigned 64-bit numbers; any range from {@code 0..0} to {@code 0..2^64-1} can be locked.
 *
 * <p>Two ranges <em>conflict</em> if they overlap and at least one of them is exclusive. Ranges that do not conflict are
 * held together. Lock exclusive for {@link IoPageTable#mapPages}, {@link IoPageTable#mapRange} and {@link
 * IoPageTable#unmapPages}, shared for {@link IoPageTable#iovaToPhys}, {@link IoPageTable#readAndClearDirty} and {@link
 * IoPageTable#setDirty}:
 *
 * <pre>{@code
 * IovaRangeLock lock = new IovaRangeLock(memory); // one for each page table
 *
 * var mapping = lock.lockExclusive(iova, iova + length - 1);
 * try (mapping) { // declared before, so that javac does not warn of a resource that the block does not name
 *     table.mapRange(iova, pa, length, IoPageTable.READ | IoPageTable.WRITE);
 * }
 * var unmapping = lock.lockExclusive(iova, iova + length - 1);
 * try (unmapping) {
 *     table.unmapPages(iova, 4096, length / 4096, gather);
 *     table.sync(gather);
 * }
 * }</pre>
 *
 * <p><b>The end of an unmap.</b> {@link IoPageTable#unmapPages} removes the entry in which its range ends whole. A caller
 * who cannot rule out that a larger entry begins in the range and ends beyond it locks up to the end of that entry: by
 * how things were mapped, or by rounding the last address up to the largest page size in use.
 *
 * <p><b>Fairness.</b> First come, first served: a request waits for every conflicting request that came before it, held
 * or still waiting, and for nothing else. So nobody starves, a shared request does not overtake an exclusive one that
 * waits, and a request that conflicts with nobody never waits. The {@code try} methods do not overtake either.
 *
 * <p><b>Waiting</b> for a range parks the thread; nothing spins for it. A wait that ends by interruption or timeout leaves
 * nothing behind.
 *
 * <p><b>Memory.</b> What a thread did before it released a range is visible to each thread that takes a conflicting
 * range afterwards.
 *
 * <p><b>Not reentrant.</b> A thread that asks for a range that overlaps one it holds, in whatever modes, is refused with an
 * {@link IllegalStateException}, for it might wait for itself. Overlap is all that is looked for: threads that hold a
 * range while they wait for another one can wait for each other in a ring, in whatever order they go, because a third
 * request may stand between. Lock one range that covers all that is needed, or take the further ranges by a {@code try}.
 *
 * <p><b>Cost.</b> Taking and releasing are O(n) each, n being the requests held and waiting, under a spinlock of a few
 * instructions for each of them.
 *
 * <p><b>How it waits.</b> Whoever releases a range counts, in a word that all share, that somebody has been granted
 * one, and unparks those. Who waits looks for itself under the spinlock whenever that count is another. So below a
 * scheduler each step of a wait is an access to a word.
 *
 * <p>Context: any thread, any time.
 */
public final class IovaRangeLock {
    private static final long FOREVER = Long.MAX_VALUE;

    /** Guards all the fields of this lock and of its requests that are not final. */
    private final SpinLock guard;

    private final GuardedState state;

    /** How often a release has granted something to those that waited. Written under the guard, read without it. */
    private final SharedWord grants;

    /** Requests held and waiting, in the order in which they came. */
    private @Nullable Held eldest;

    private @Nullable Held youngest;

    /** Makes a lock of which nothing is held, with a memory of its own of one frame. */
    public IovaRangeLock() {
        this(new PhysicalMemory(1));
    }

    /**
     * Makes a lock of which nothing is held.
     *
     * @param memory that of the page table
     */
    public IovaRangeLock(PhysicalMemory memory) {
        guard = memory.newLock("guard of range lock");
        state = memory.newState("requests of range lock");
        grants = memory.newWord("grants of range lock", 0);
    }

    /**
     * Locks a range against everybody else; waits as long as it takes, and through interruption, which stays pending.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @return the range, to be closed by this thread
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     */
    public Held lockExclusive(long firstIova, long lastIova) {
        return lock(new Held(this, firstIova, lastIova, true));
    }

    /**
     * Locks a range against exclusive use by others; waits as {@link #lockExclusive} does.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @return the range, to be closed by this thread
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     */
    public Held lockShared(long firstIova, long lastIova) {
        return lock(new Held(this, firstIova, lastIova, false));
    }

    /**
     * Locks a range against everybody else, unless interrupted.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @return the range, to be closed by this thread
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     * @throws InterruptedException if this thread was interrupted, before or while waiting; nothing is locked then
     */
    public Held lockExclusiveInterruptibly(long firstIova, long lastIova) throws InterruptedException {
        return Objects.requireNonNull(take(new Held(this, firstIova, lastIova, true), FOREVER));
    }

    /**
     * Locks a range against exclusive use by others, unless interrupted.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @return the range, to be closed by this thread
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     * @throws InterruptedException if this thread was interrupted, before or while waiting; nothing is locked then
     */
    public Held lockSharedInterruptibly(long firstIova, long lastIova) throws InterruptedException {
        return Objects.requireNonNull(take(new Held(this, firstIova, lastIova, false), FOREVER));
    }

    /**
     * Locks a range against everybody else if that needs no waiting.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @return the range, to be closed by this thread; null if a conflicting request is held or waits
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     */
    public @Nullable Held tryLockExclusive(long firstIova, long lastIova) {
        return tryLock(new Held(this, firstIova, lastIova, true));
    }

    /**
     * Locks a range against exclusive use by others if that needs no waiting.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @return the range, to be closed by this thread; null if a conflicting request is held or waits
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     */
    public @Nullable Held tryLockShared(long firstIova, long lastIova) {
        return tryLock(new Held(this, firstIova, lastIova, false));
    }

    /**
     * Locks a range against everybody else if that succeeds in time.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @param timeout how long to wait at most; zero or less does not wait
     * @return the range, to be closed by this thread; null if the time ran out
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     * @throws InterruptedException if this thread was interrupted, before or while waiting; nothing is locked then
     */
    public @Nullable Held tryLockExclusive(long firstIova, long lastIova, Duration timeout)
            throws InterruptedException {
        return take(new Held(this, firstIova, lastIova, true), nanos(timeout));
    }

    /**
     * Locks a range against exclusive use by others if that succeeds in time.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @param timeout how long to wait at most; zero or less does not wait
     * @return the range, to be closed by this thread; null if the time ran out
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     * @throws IllegalStateException if this thread holds a range that overlaps this one
     * @throws InterruptedException if this thread was interrupted, before or while waiting; nothing is locked then
     */
    public @Nullable Held tryLockShared(long firstIova, long lastIova, Duration timeout) throws InterruptedException {
        return take(new Held(this, firstIova, lastIova, false), nanos(timeout));
    }

    /**
     * Lists who holds and who waits, in the order in which they came.
     *
     * @return one line a request, for a log
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("IOVA range lock");
        guard.lock();
        try {
            state.look();
            for (Held request = eldest; request != null; request = request.younger) {
                text.append(System.lineSeparator()).append("  ").append(request);
            }
        } finally {
            guard.unlock();
        }
        return text.toString();
    }

    private Held lock(Held request) {
        boolean granted = enter(request, true);
        boolean interrupted = false;
        while (!granted) {
            Parking.park(this);
            interrupted |= Parking.interrupted(); // else a thread is not parked
            granted = isGranted(request);
        }
        if (interrupted) {
            Parking.interrupt(Thread.currentThread());
        }
        return request;
    }

    private @Nullable Held tryLock(Held request) {
        return enter(request, false) ? request : null;
    }

    private static long nanos(Duration timeout) {
        return TimeUnit.NANOSECONDS.convert(timeout); // saturates
    }

    /** Waits for some time at most; a request that is given up leaves. */
    private @Nullable Held take(Held request, long nanos) throws InterruptedException {
        throwIfInterrupted();
        boolean granted = enter(request, nanos > 0);
        long left = nanos;
        try {
            while (!granted && left > 0) {
                left = park(left);
                throwIfInterrupted();
                granted = isGranted(request);
            }
            return granted ? request : null;
        } catch (InterruptedException e) {
            granted = false; // even if it was: nobody will release it
            throw e;
        } finally {
            if (!granted) {
                giveUp(request);
            }
        }
    }

    private long park(long nanos) {
        if (nanos == FOREVER) {
            Parking.park(this);
            return FOREVER;
        }
        return Parking.parkNanos(this, nanos);
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Parking.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Puts a request at the end of the list, and counts what it must wait for.
     *
     * @param waits whether it is put there although it must wait
     * @return whether it need not wait
     */
    private boolean enter(Held request, boolean waits) {
        guard.lock();
        try {
            state.look();
            for (Held other = eldest; other != null; other = other.younger) {
                if (other.overlaps(request)) {
                    if (other.owner == request.owner) {
                        throw new IllegalStateException(request + " overlaps " + other + ": the lock is not reentrant");
                    }
                    request.blockers += request.conflicts(other) ? 1 : 0;
                }
            }
            boolean granted = request.blockers == 0;
            if (granted || waits) {
                append(request);
            }
            return granted;
        } finally {
            guard.unlock();
        }
    }

    private void append(Held request) {
        state.change();
        request.grantsSeen = grants.readOnce();
        request.older = youngest;
        if (youngest == null) {
            eldest = request;
        } else {
            youngest.younger = request;
        }
        youngest = request;
        request.isListed = true;
    }

    /** Whether a request waits for nothing any more; it need not look if nobody was granted anything since it did. */
    private boolean isGranted(Held request) {
        long now = grants.loadAcquire();
        if (now == request.grantsSeen) {
            return false;
        }
        guard.lock();
        try {
            state.look();
            request.grantsSeen = now;
            return request.blockers == 0;
        } finally {
            guard.unlock();
        }
    }

    /** Takes a request off the list, if it is there, and wakes those that waited for nothing else any more. */
    private void giveUp(Held request) {
        Held granted = null;
        guard.lock();
        try {
            state.look();
            if (request.isListed) {
                state.change();
                granted = pass(request);
                remove(request);
            }
        } finally {
            guard.unlock();
        }
        for (; granted != null; granted = granted.nextGranted) {
            LockSupport.unpark(granted.owner);
        }
    }

    /** Grants what nothing but this request stood in the way of: the first of those, who leads to the others. */
    private @Nullable Held pass(Held request) {
        Held granted = null;
        for (Held other = request.younger; other != null; other = other.younger) {
            if (other.conflicts(request) && --other.blockers == 0) {
                other.nextGranted = granted;
                granted = other;
            }
        }
        if (granted != null) {
            grants.storeRelease(grants.readOnce() + 1); // pairs with isGranted
        }
        return granted;
    }

    private void remove(Held request) {
        Held older = request.older;
        Held younger = request.younger;
        if (older == null) {
            eldest = younger;
        } else {
            older.younger = younger;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.older = older;
        }
        request.isListed = false;
    }

    private void giveBack(Held held) {
        if (Thread.currentThread() != held.owner) {
            throw new IllegalMonitorStateException(
                    held + " is released by thread '" + Thread.currentThread().getName() + "'");
        }
        giveUp(held);
    }

    /** A range that a thread holds, until it closes it. */
    public static final class Held implements AutoCloseable {
        private final IovaRangeLock lock;
        private final long firstIova;
        private final long lastIova;
        private final boolean exclusive;
        private final Thread owner = Thread.currentThread();
        /** Conflicting requests that came before this one and are still listed; held is who has none. */
        private int blockers;

        /** Of {@link IovaRangeLock#grants}, at the last look; the owner's own. */
        private long grantsSeen;

        /** Who was granted a range by the same release; its own until it is unparked. */
        private @Nullable Held nextGranted;

        private boolean isListed;
        private @Nullable Held older;
        private @Nullable Held younger;

        private Held(IovaRangeLock lock, long firstIova, long lastIova, boolean exclusive) {
            if (Long.compareUnsigned(firstIova, lastIova) > 0) {
                throw new IllegalArgumentException(String.format(
                        "firstIova = 0x%x, lastIova = 0x%x: the first must not be above the last, which is inclusive",
                        firstIova, lastIova));
            }
            this.lock = lock;
            this.firstIova = firstIova;
            this.lastIova = lastIova;
            this.exclusive = exclusive;
        }

        /**
         * Returns where the range begins.
         *
         * @return first input address
         */
        public long firstIova() {
            return firstIova;
        }

        /**
         * Returns where the range ends.
         *
         * @return last input address, inclusive
         */
        public long lastIova() {
            return lastIova;
        }

        /**
         * Tells the mode.
         *
         * @return true if exclusive, false if shared
         */
        public boolean isExclusive() {
            return exclusive;
        }

        /**
         * Releases the range. Doing so again has no effect: a range may be released early inside its {@code try}.
         *
         * @throws IllegalMonitorStateException if called by another thread than the one that took the range; it stays
         *     locked then
         */
        @Override
        public void close() {
            lock.giveBack(this);
        }

        @Override
        public String toString() {
            return String.format(
                    "%s 0x%x..0x%x by thread '%s'%s",
                    exclusive ? "exclusive" : "shared",
                    firstIova,
                    lastIova,
                    owner.getName(),
                    blockers > 0 ? " (waits)" : "");
        }

        private boolean overlaps(Held other) {
            return Long.compareUnsigned(firstIova, other.lastIova) <= 0
                    && Long.compareUnsigned(other.firstIova, lastIova) <= 0;
        }

        private boolean conflicts(Held other) {
            return (exclusive || other.exclusive) && overlaps(other);
        }
    }
}
