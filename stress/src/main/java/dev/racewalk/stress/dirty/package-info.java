/**
 * The device sets D, or a thread does, while a pass reads and clears it or an unmap takes the page away. A D that is set
 * when all is over is what the next pass reports.
 */
@NullMarked
package dev.racewalk.stress.dirty;

import org.jspecify.annotations.NullMarked;
