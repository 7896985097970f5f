/**
 * Races as text: what a scenario is, how it is read and written, and the rules that it must keep. The format is described in
 * {@code stress/docs/scenarios.md}.
 */
@NullMarked
package dev.racewalk.stress.scenario.text;

import org.jspecify.annotations.NullMarked;
