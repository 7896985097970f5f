/** The kill matrix: which race or check catches which known bug, and how fast. */
@NullMarked
package dev.racewalk.stress.matrix;

import org.jspecify.annotations.NullMarked;
