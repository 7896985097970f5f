/**
 * Unmaps, most of which free a table, against all that works beside them and against the device. A table is freed only
 * if it lies wholly in the range and has no hole: those that are freed here are filled by contiguous entries of half a
 * table. Ranges also end inside an entry, or inside a table that a neighbour uses, at either end; gathers keep gaps or
 * none, and one serves two unmaps.
 */
@NullMarked
package dev.racewalk.stress.unmap;

import org.jspecify.annotations.NullMarked;
