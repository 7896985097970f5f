package dev.racewalk.core.pagetable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock on ranges of IOVAs: the promise that {@link IoPageTable} asks of its callers. Ranges are inclusive at both ends,
 * in bytes, and taken as unsigned 64-bit numbers; any range from {@code 0..0} to {@code 0..2^64-1} can be locked.
 *
 * <p>Two ranges <em>conflict</em> if they overlap and at least one of them is exclusive. Ranges that do not conflict are
 * held at once. Lock exclusive for {@link IoPageTable#mapPages}, {@link IoPageTable#mapRange} and {@link
 * IoPageTable#unmapPages}, shared for {@link IoPageTable#iovaToPhys}, {@link IoPageTable#readAndClearDirty} and {@link
 * IoPageTable#setDirty}:
 *
 * <pre>{@code
 * IovaRangeLock lock = new IovaRangeLock(); // one for each page table
 *
 * try (IovaRangeLock.Held held = lock.lockExclusive(iova, iova + length - 1)) {
 *     table.mapRange(iova, pa, length, IoPageTable.READ | IoPageTable.WRITE);
 * }
 * try (IovaRangeLock.Held held = lock.lockExclusive(iova, iova + length - 1)) {
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
 * <p><b>Waiting</b> threads are parked; nothing spins. A wait that ends by interruption or timeout leaves nothing behind.
 *
 * <p><b>Memory.</b> What a thread did before it gave a range back is visible to each thread that takes a conflicting
 * range afterwards.
 *
 * <p><b>Not reentrant.</b> A thread that asks for a range that overlaps one it holds, in whatever modes, is refused with an
 * {@link IllegalStateException}, for it might wait for itself. Overlap is all that is looked for: threads that hold a
 * range while they wait for another one can wait for each other in a ring, in whatever order they go, because a third
 * request may stand between. Lock one range that covers all that is needed, or take the further ranges by a {@code try}.
 *
 * <p><b>Cost.</b> Taking and giving back are O(n) each, n being the requests held and waiting, under a lock of a few
 * instructions for each of them.
 *
 * <p>Context: any thread, any time.
 */
public final class IovaRangeLock {
    /** Guards all the fields of this lock and of its requests that are not final. */
    private final ReentrantLock guard = new ReentrantLock();
    /** Requests held and waiting, in the order in which they came. */
    private @Nullable Held eldest;

    private @Nullable Held youngest;

    /** Makes a lock of which nothing is held. */
    public IovaRangeLock() {}

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
        return lockInterruptibly(new Held(this, firstIova, lastIova, true));
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
        return lockInterruptibly(new Held(this, firstIova, lastIova, false));
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
        return tryLock(new Held(this, firstIova, lastIova, true), timeout);
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
        return tryLock(new Held(this, firstIova, lastIova, false), timeout);
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
            for (Held request = eldest; request != null; request = request.younger) {
                text.append(System.lineSeparator()).append("  ").append(request);
            }
        } finally {
            guard.unlock();
        }
        return text.toString();
    }

    private Held lock(Held request) {
        guard.lock();
        try {
            enter(request);
            while (request.blockers > 0) {
                request.granted.awaitUninterruptibly();
            }
            return request;
        } finally {
            guard.unlock();
        }
    }

    private Held lockInterruptibly(Held request) throws InterruptedException {
        guard.lockInterruptibly();
        try {
            enter(request);
            while (request.blockers > 0) {
                request.granted.await();
            }
            return request;
        } catch (InterruptedException e) {
            leave(request); // it may have been granted in the meantime: that passes on to those behind it
            throw e;
        } finally {
            guard.unlock();
        }
    }

    private @Nullable Held tryLock(Held request) {
        guard.lock();
        try {
            enter(request);
            return orNull(request);
        } finally {
            guard.unlock();
        }
    }

    private @Nullable Held tryLock(Held request, Duration timeout) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(timeout); // saturates
        guard.lockInterruptibly();
        try {
            enter(request);
            while (request.blockers > 0 && nanos > 0) {
                nanos = request.granted.awaitNanos(nanos);
            }
            return orNull(request);
        } catch (InterruptedException e) {
            leave(request);
            throw e;
        } finally {
            guard.unlock();
        }
    }

    private @Nullable Held orNull(Held request) {
        if (request.blockers == 0) {
            return request;
        }
        leave(request);
        return null;
    }

    /** Puts a request at the end of the list, and counts what it must wait for. */
    private void enter(Held request) {
        for (Held other = eldest; other != null; other = other.younger) {
            if (other.overlaps(request)) {
                if (other.owner == request.owner) {
                    throw new IllegalStateException(request + " overlaps " + other + ": the lock is not reentrant");
                }
                request.blockers += request.conflicts(other) ? 1 : 0;
            }
        }
        request.older = youngest;
        if (youngest == null) {
            eldest = request;
        } else {
            youngest.younger = request;
        }
        youngest = request;
        request.isListed = true;
    }

    /** Takes a request off the list, and wakes those that waited for nothing else any more. */
    private void leave(Held request) {
        for (Held other = request.younger; other != null; other = other.younger) {
            if (other.conflicts(request) && --other.blockers == 0) {
                other.granted.signal();
            }
        }
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
                    held + " is given back by thread '" + Thread.currentThread().getName() + "'");
        }
        guard.lock();
        try {
            if (held.isListed) {
                leave(held);
            }
        } finally {
            guard.unlock();
        }
    }

    /** A range that a thread holds, until it closes it. */
    public static final class Held implements AutoCloseable {
        private final IovaRangeLock lock;
        private final long firstIova;
        private final long lastIova;
        private final boolean exclusive;
        private final Thread owner = Thread.currentThread();
        private final Condition granted;
        /** Conflicting requests that came before this one and are still listed; held is who has none. */
        private int blockers;

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
            granted = lock.guard.newCondition();
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
         * Gives the range back. Doing so again has no effect: a range may be given back early inside its {@code try}.
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
