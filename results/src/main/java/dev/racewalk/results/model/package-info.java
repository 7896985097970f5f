/** What happened in one run or in several, whoever wrote it down: what every report is made from. */
@NullMarked
package dev.racewalk.results.model;

import org.jspecify.annotations.NullMarked;
