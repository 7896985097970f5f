/**
 * Devices that read while tables change: several devices, forgetful caches, two domains on one command queue, a table
 * that is closed. Commands are executed by the threads that wait for them; {@link dev.racewalk.stress.hardware} is the
 * family in which hardware acts by itself.
 */
@NullMarked
package dev.racewalk.stress.walker;

import org.jspecify.annotations.NullMarked;
