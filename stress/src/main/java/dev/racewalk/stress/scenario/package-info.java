/**
 * Scenarios: races as text ({@code scenario.text}), whose allowed ends are computed ({@code scenario.oracle}), and which are
 * explored or run on real threads by two generic races ({@code scenario.live}). {@code scenario.generate} makes them up.
 *
 * <p>The page {@code stress/docs/scenarios.md} has the format and an example.
 */
@NullMarked
package dev.racewalk.stress.scenario;

import org.jspecify.annotations.NullMarked;
