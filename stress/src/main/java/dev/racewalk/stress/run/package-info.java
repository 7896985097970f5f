/**
 * Runs the races: plans the forks of a preset, starts and watches them, and writes down what each of them found in the folder
 * that {@link dev.racewalk.stress.record} describes.
 *
 * <p>{@link dev.racewalk.stress.run.Runner} is a library: it prints nothing and does not end the JVM. While it looks at the
 * machine it diverts {@link System#out} into {@code probe.log}, since jcstress prints there.
 */
@NullMarked
package dev.racewalk.stress.run;

import org.jspecify.annotations.NullMarked;
