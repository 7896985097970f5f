package dev.racewalk.stress.run;

import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/** What jcstress asks its options for when it makes the configuration of a fork. */
final class ForkOptions extends Options {
    private final ForkPlan plan;
    private final Pace.Racing racing;
    private final int heapMb;

    ForkOptions(ForkPlan plan, Pace.Racing racing, int heapMb) {
        super(new String[0]);
        this.plan = plan;
        this.racing = racing;
        this.heapMb = heapMb;
    }

    @Override
    public int getTime() {
        return racing.millis();
    }

    @Override
    public int getIterations() {
        return racing.iterations();
    }

    @Override
    public int getStrideSize() {
        return plan.strides().size();
    }

    @Override
    public int getStrideCount() {
        return plan.strides().count();
    }

    @Override
    public SpinLoopStyle getSpinStyle() {
        return plan.spin();
    }

    @Override
    public int getHeapPerForkMb() {
        return heapMb;
    }
}
