package dev.racewalk.stress.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Outcome;

/** Outcomes of a race in which two threads want a frame, and only one can have it. */
@Outcome(id = "1, none, sound", expect = ACCEPTABLE, desc = "1 got the frame.")
@Outcome(id = "none, 1, sound", expect = ACCEPTABLE, desc = "2 got the frame.")
interface OneTakesTheLast {}
