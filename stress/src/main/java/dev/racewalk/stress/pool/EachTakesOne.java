package dev.racewalk.stress.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Outcome;

/** Outcomes of a race in which each thread takes one of two frames. */
@Outcome(id = "1, 2, sound", expect = ACCEPTABLE, desc = "1 took frame 1, and 2 took frame 2.")
@Outcome(id = "2, 1, sound", expect = ACCEPTABLE, desc = "1 took frame 2, and 2 took frame 1.")
interface EachTakesOne {}
