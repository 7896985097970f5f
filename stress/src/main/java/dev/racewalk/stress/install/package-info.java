/** Maps that need the same missing table. */
@NullMarked
package dev.racewalk.stress.install;

import org.jspecify.annotations.NullMarked;
