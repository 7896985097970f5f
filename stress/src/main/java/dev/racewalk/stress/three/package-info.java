/**
 * Three actors at the same time. They need three processors: with fewer jcstress says that no scheduling is possible,
 * and runs none of them, which is no failure.
 */
@NullMarked
package dev.racewalk.stress.three;

import org.jspecify.annotations.NullMarked;
