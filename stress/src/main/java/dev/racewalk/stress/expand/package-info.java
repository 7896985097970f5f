/** Growth of the top: maps that need a higher one, and who else looks at it meanwhile. */
@NullMarked
package dev.racewalk.stress.expand;

import org.jspecify.annotations.NullMarked;
