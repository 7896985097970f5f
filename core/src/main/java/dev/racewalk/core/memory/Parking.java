package dev.racewalk.core.memory;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks threads that wait for another one, as {@link LockSupport} does. Where there is an {@link AccessHook} that passes the
 * time of a thread, it does so in place of the park: until a word that the thread has read just before is another.
 */
public final class Parking {
    private Parking() {}

    /**
     * Parks the calling thread until {@link LockSupport#unpark}, an interruption, or for no reason.
     *
     * @param blocker what it waits for, for a thread dump
     */
    public static void park(Object blocker) {
        if (!Access.pause()) {
            LockSupport.park(blocker);
        }
    }

    /**
     * Tells whether the calling thread was interrupted, and forgets that it was, as {@link Thread#interrupted} does. A scheduler
     * below memory knows only of interruptions by {@link #interrupt}.
     *
     * @return true if so
     */
    public static boolean interrupted() {
        return Access.interrupted();
    }

    /**
     * Interrupts a thread, as {@link Thread#interrupt} does.
     *
     * @param thread which
     */
    public static void interrupt(Thread thread) {
        Access.interrupt(thread);
    }

    /**
     * Parks as {@link #park} does, but for some time at most. Below a hook no time passes: it is over then when the thread has
     * looked once more.
     *
     * @param blocker what the thread waits for, for a thread dump
     * @param nanos how long at most, in nanoseconds
     * @return what is left of that time, 0 or less if nothing
     */
    public static long parkNanos(Object blocker, long nanos) {
        if (Access.isScheduled()) {
            return 0;
        }
        long start = System.nanoTime();
        LockSupport.parkNanos(blocker, nanos);
        return nanos - (System.nanoTime() - start);
    }
}
