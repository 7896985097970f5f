/** What changed between two runs, and whether chance explains it. */
@NullMarked
package dev.racewalk.results.report.diff;

import org.jspecify.annotations.NullMarked;
