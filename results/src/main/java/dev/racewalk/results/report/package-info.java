/** Reports of results: for terminals, browsers and other programs. */
@NullMarked
package dev.racewalk.results.report;

import org.jspecify.annotations.NullMarked;
