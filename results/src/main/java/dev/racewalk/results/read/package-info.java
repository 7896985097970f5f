/** Reads results, also those that come from elsewhere, without trusting them. The types of jcstress stay in here. */
@NullMarked
package dev.racewalk.results.read;

import org.jspecify.annotations.NullMarked;
