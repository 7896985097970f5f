/**
 * What a scenario may end with, computed without a table: {@link dev.racewalk.stress.scenario.oracle.Oracle} tries every order
 * of the indivisible parts of its operations on a model.
 *
 * <p>The model is written from the specification alone ({@code core/docs/protocol.md}): an interval map of translations, the
 * set of ranges that have a table at each level, an account of frames, and for each address that a device uses what the device
 * may see. Its parts are as large as the specification allows. A growth has the part in which it reads the top, the one in
 * which it tells hardware, and the one in which it publishes, and where frames are few, one for each frame that it takes; a map
 * has one for each entry, and where frames are few, one for each table that it misses, one in which it takes a frame and one in
 * which it installs it; an unmap has one for each entry; a pass over D has one in
 * which it looks and one in which it clears, for each entry.
 *
 * <p>A device may see what was there at any time since the last completed invalidation: what a sync narrows to what is there
 * now. It keeps nothing that was absent, so when a map is over, the absence before it is not seen any more. It may let a write
 * through by what is not there any more only if it has kept it with D.
 */
@NullMarked
package dev.racewalk.stress.scenario.oracle;

import org.jspecify.annotations.NullMarked;
