package org.example.suite;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Stored.")
@State
public class Thrower {
    @Actor
    public void stores(I_Result r) {
        if (!Thread.currentThread().getName().contains("Check")) {
            throw new IllegalStateException("no such order");
        }
        r.r1 = 1;
    }
}
