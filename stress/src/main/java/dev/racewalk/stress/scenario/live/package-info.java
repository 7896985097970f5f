/** The generic races that run whatever scenario is in use: one for two actors, one for three. They are in no catalogue. */
@NullMarked
package dev.racewalk.stress.scenario.live;

import org.jspecify.annotations.NullMarked;
