/**
 * The AMDv1 format (AMD I/O Virtualization Technology specification, section 2.2.3): words, sizes and levels as pure
 * functions of 64-bit values. Nothing here touches memory.
 *
 * <pre>{@code
 *   63 62 61 60 59 58       52 51                                12 11     9 8   7 6 5       1 0
 *  +--+--+--+--+--+-----------+------------------------------------+---------+-----+-+---------+--+
 *  |  |IW|IR|FC|  | reserved  | output address, or address of table | Next    |     |D|         |PR|
 *  |  |  |  |  |  | (zero)    | bits 51:12                         | Level   |     | |         |  |
 *  +--+--+--+--+--+-----------+------------------------------------+---------+-----+-+---------+--+
 *
 *  Next Level 0     a leaf of the item's own size
 *  Next Level 7     one item of a contiguous leaf: the low ones of the address field tell its size
 *  Next Level 1..6  a table; an item at level L that leads to the level L-1 table holds L
 * }</pre>
 *
 * <p>{@link dev.racewalk.core.amdv1.Item} holds the words of tables, {@link dev.racewalk.core.amdv1.Level} the
 * geometry, {@link dev.racewalk.core.amdv1.PageSizes} the sizes a leaf can have, and {@link
 * dev.racewalk.core.amdv1.DeviceTableEntry} the word that hardware starts from.
 */
@NullMarked
package dev.racewalk.core.amdv1;

import org.jspecify.annotations.NullMarked;
