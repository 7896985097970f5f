/**
 * What is verified of a machine at rest, and how damage is named: {@link
 * dev.racewalk.stress.machine.judge.RestCheck} finds the invariant that is broken, if one is. It knows memory, tables and
 * the account of the frames, and nothing of actors and races.
 */
@NullMarked
package dev.racewalk.stress.machine.judge;

import org.jspecify.annotations.NullMarked;
