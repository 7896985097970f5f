/**
 * Short ways and growths, at each level that a table can begin with: each race is a table of cases.
 *
 * <p>An operation that ends as it would end alone is {@code done}.
 */
@NullMarked
package dev.racewalk.stress.levels;

import org.jspecify.annotations.NullMarked;
