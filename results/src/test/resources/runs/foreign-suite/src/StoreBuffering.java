package org.example.suite;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "In some order.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Both stores were late.")
@State
public class StoreBuffering {
    int x;
    int y;

    @Actor
    public void left(II_Result r) {
        x = 1;
        r.r1 = y;
    }

    @Actor
    public void right(II_Result r) {
        y = 1;
        r.r2 = x;
    }
}
