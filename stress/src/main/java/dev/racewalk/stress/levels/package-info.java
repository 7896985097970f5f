/**
 * Short ways and growths, from a top of each level that a table can begin with: each race is a table of cases. Tables
 * that have grown before, that grow meanwhile, or that miss a table of level 0; ranges that end at the last byte of the
 * top, of the VA width or of 2^64; operations on neighbouring items of one cache line.
 *
 * <p>An operation that ends as it would end alone is {@code done}.
 */
@NullMarked
package dev.racewalk.stress.levels;

import org.jspecify.annotations.NullMarked;
