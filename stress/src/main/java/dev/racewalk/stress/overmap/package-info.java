/**
 * Maps of large leaves over empty tables, which are cleared away, against all that works beside them and against the
 * device.
 */
@NullMarked
package dev.racewalk.stress.overmap;

import org.jspecify.annotations.NullMarked;
