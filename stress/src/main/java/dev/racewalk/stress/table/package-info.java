/**
 * What a page table of a user's own implements, so that the races and the explorer run against it in place of core's: {@link
 * dev.racewalk.stress.table.RacedTable}. It knows core's memory and hardware, and nothing of races.
 */
@NullMarked
package dev.racewalk.stress.table;

import org.jspecify.annotations.NullMarked;
