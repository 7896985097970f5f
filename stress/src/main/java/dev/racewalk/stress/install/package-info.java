/**
 * Maps that need the same missing table: of single pages, of several pages or entries by one call, of ranges of mixed
 * sizes, with frames or without; and beside them look-ups, walks of the
 * device and calls that are refused.
 */
@NullMarked
package dev.racewalk.stress.install;

import org.jspecify.annotations.NullMarked;
