/**
 * Emulated physical memory: the words that threads and hardware share, with named access modes, and the pool of 4-KiB
 * frames that tables are made of. Nothing outside this package uses a {@link java.lang.invoke.VarHandle}.
 */
@NullMarked
package dev.racewalk.core.memory;

import org.jspecify.annotations.NullMarked;
