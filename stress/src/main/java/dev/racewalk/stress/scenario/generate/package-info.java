/**
 * Scenarios that nobody had to think of: {@link dev.racewalk.stress.scenario.generate.ScriptGenerator} puts pieces of operations
 * together, and {@link dev.racewalk.stress.scenario.generate.ScriptShrinker} takes away what a failure does not need.
 */
@NullMarked
package dev.racewalk.stress.scenario.generate;

import org.jspecify.annotations.NullMarked;
