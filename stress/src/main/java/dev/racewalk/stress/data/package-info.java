/**
 * Pages of data, and who owns them: unmapped, flushed, given back and taken by others, while a device reads and writes there
 * (I14). Tables are what the other families are about; here they are all right, and the caller may be too early.
 */
@NullMarked
package dev.racewalk.stress.data;

import org.jspecify.annotations.NullMarked;
