/**
 * Explores races in JUnit tests: {@link dev.racewalk.junit.ExploreTest} makes a test of a race, and {@link
 * dev.racewalk.junit.RaceAssertions} asserts what comes of one. A race here is a class with {@link dev.racewalk.junit.Actor}
 * methods; it needs no jcstress.
 */
@NullMarked
package dev.racewalk.junit;

import org.jspecify.annotations.NullMarked;
