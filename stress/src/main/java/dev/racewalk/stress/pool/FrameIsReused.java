package dev.racewalk.stress.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Outcome;

/** Outcomes of a race in which the second thread takes the only frame, which the first frees. */
@Outcome(id = "none, sound", expect = ACCEPTABLE, desc = "2 was first.")
@Outcome(id = "1, zeroed, sound", expect = ACCEPTABLE_INTERESTING, desc = "The frame was reused.")
interface FrameIsReused {}
