package dev.racewalk.stress.jcstress;

import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/** What jcstress asks its options for when it makes the configuration of a fork. */
final class ForkOptions extends Options {
    private final ForkTask.Way way;
    private final int iterations;
    private final int millis;
    private final int heapMb;

    ForkOptions(ForkTask.Way way, int iterations, int millis, int heapMb) {
        super(new String[0]);
        this.way = way;
        this.iterations = iterations;
        this.millis = millis;
        this.heapMb = heapMb;
    }

    @Override
    public int getTime() {
        return millis;
    }

    @Override
    public int getIterations() {
        return iterations;
    }

    @Override
    public int getStrideSize() {
        return way.strides().size();
    }

    @Override
    public int getStrideCount() {
        return way.strides().count();
    }

    @Override
    public SpinLoopStyle getSpinStyle() {
        return way.spin().style();
    }

    @Override
    public int getHeapPerForkMb() {
        return heapMb;
    }
}
