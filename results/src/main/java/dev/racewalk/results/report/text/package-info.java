/** Results as text for a terminal of 100 columns. */
@NullMarked
package dev.racewalk.results.report.text;

import org.jspecify.annotations.NullMarked;
