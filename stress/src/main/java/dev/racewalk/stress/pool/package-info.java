/**
 * The frame pool itself, without a page table: two threads take and free the few frames of an {@link
 * dev.racewalk.stress.machine.Arena}, in most races each from a stripe of its own.
 *
 * <p>Each outcome ends with what the pool is worth at rest: <em>sound</em> if all frames that nobody holds come out once more,
 * each once, zeroed, and the counts agree.
 */
@NullMarked
package dev.racewalk.stress.pool;

import org.jspecify.annotations.NullMarked;
