/**
 * Threads that ask for ranges of an {@link dev.racewalk.core.pagetable.IovaRangeLock} at the same time. A table is there, since
 * each race has one, but nobody uses it. One race has three actors, and is skipped by jcstress on two processors.
 *
 * <p>Where the lock is wrong, an outcome is forbidden, or a thread waits for ever: that is a livelock for the explorer, and a
 * fork that hangs for jcstress.
 */
@NullMarked
package dev.racewalk.stress.lock;

import org.jspecify.annotations.NullMarked;
