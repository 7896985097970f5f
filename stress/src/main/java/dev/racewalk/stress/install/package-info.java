/**
 * Maps that need the same missing table: of single pages, of several pages or entries by one call, of ranges of mixed
 * sizes, with frames or without; and who looks up or walks there meanwhile, or calls
 * in vain.
 */
@NullMarked
package dev.racewalk.stress.install;

import org.jspecify.annotations.NullMarked;
