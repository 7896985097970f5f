/**
 * Inspects results, in the terminal, in a browser and in CI. The layers: {@code read} makes a {@code model} from what runs wrote,
 * {@code report} shows it, and {@code cli} holds the commands.
 */
@NullMarked
package dev.racewalk.results;

import org.jspecify.annotations.NullMarked;
