/**
 * Emulated physical memory: the words that threads and hardware share, with named access modes, and the pool of 4-KiB
 * frames that tables are made of.
 *
 * <pre>{@code
 *  FramePool, FrameList, SpinLock          built of shared words
 *    PhysicalMemory, SharedWord            words by name: bulk operations, and their loops
 *      Access                              one access to one word, in a mode
 *        AccessHook                        nothing in production; a scheduler where one is put below
 * }</pre>
 *
 * <p>Nothing outside this package touches a shared word in another way, whether the code runs in production, in a race or
 * under a scheduler.
 */
@NullMarked
package dev.racewalk.core.memory;

import org.jspecify.annotations.NullMarked;
