/**
 * Unmaps, most of which free a table, against all that works beside them and against the device. A table is freed only if it
 * lies wholly in the range and has no hole: those here are filled by contiguous entries of half a table.
 */
@NullMarked
package dev.racewalk.stress.unmap;

import org.jspecify.annotations.NullMarked;
