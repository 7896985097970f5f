/** The commands: what a person types. */
@NullMarked
package dev.racewalk.results.cli;

import org.jspecify.annotations.NullMarked;
