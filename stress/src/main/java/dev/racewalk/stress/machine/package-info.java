/** The emulated machine that one sample of a race runs on. */
@NullMarked
package dev.racewalk.stress.machine;

import org.jspecify.annotations.NullMarked;
