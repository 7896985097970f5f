/**
 * Hardware that acts by itself: one actor clocks the command queue, walks and sets D whenever it likes, while the
 * other is the driver. Between any two steps of the driver hardware can execute what is queued, and read again what it
 * was told to forget.
 *
 * <p>In some cases nobody else clocks hardware, so that the driver waits for this actor, and each command is followed
 * by a walk; in the others the driver clocks it too. The queue has room for all commands, or for one.
 */
@NullMarked
package dev.racewalk.stress.hardware;

import org.jspecify.annotations.NullMarked;
