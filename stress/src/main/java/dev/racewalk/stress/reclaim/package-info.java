/**
 * Empty tables that are reclaimed while others map into them, install beside them, look up in them or take them away themselves: no page
 * is lost with a table, no table goes twice, and no frame is used again while anybody may be in it.
 */
@NullMarked
package dev.racewalk.stress.reclaim;

import org.jspecify.annotations.NullMarked;
