/**
 * Entries that are cut while a device reads and writes there, a thread looks them up, or neighbours come and go: at no time is an
 * address without its translation, and a D that is set before, meanwhile or after is found in the part that was written to.
 */
@NullMarked
package dev.racewalk.stress.cut;

import org.jspecify.annotations.NullMarked;
