/**
 * Explores many races at once: in several JVMs, since an {@linkplain dev.racewalk.stress.explore.Explorer explorer} needs a JVM for
 * itself, on the {@linkplain dev.racewalk.stress.run.ChildJvm supervisor} of the runner. A JVM explores one race after the other,
 * since half of what the exploration of a small race costs is the start of a cold JVM.
 */
@NullMarked
package dev.racewalk.stress.sweep;

import org.jspecify.annotations.NullMarked;
