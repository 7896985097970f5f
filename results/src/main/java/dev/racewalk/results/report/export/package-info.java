/** Results for other programs: JSON, JUnit XML, Markdown and CSV. */
@NullMarked
package dev.racewalk.results.report.export;

import org.jspecify.annotations.NullMarked;
