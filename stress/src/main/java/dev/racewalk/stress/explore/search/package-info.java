/** Executes steps one at a time, in the order that a chooser says, and the choosers: every execution once, all orders, samples, and shorter schedules of a failure. */
@NullMarked
package dev.racewalk.stress.explore.search;

import org.jspecify.annotations.NullMarked;
