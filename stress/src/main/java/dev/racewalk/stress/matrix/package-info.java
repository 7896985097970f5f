/**
 * The kill matrix: which race or check catches which known bug, and how fast.
 *
 * <p>Each race runs in a JVM of its own, for one seeded fault. A fault that x86 hides is explored, under x86-TSO and
 * under the weak model. The correct code has to survive each race for at least as many samples as a catch by that race
 * took; else the matrix is {@linkplain dev.racewalk.stress.record.MatrixVerdict#INCONCLUSIVE inconclusive}.
 */
@NullMarked
package dev.racewalk.stress.matrix;

import org.jspecify.annotations.NullMarked;
