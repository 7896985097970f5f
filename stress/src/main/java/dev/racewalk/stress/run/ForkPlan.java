package dev.racewalk.stress.run;

import java.util.List;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.os.SchedulingClass;

/** One fork, before it has processors and a time. */
record ForkPlan(
        Race race,
        Strides strides,
        String mode,
        List<String> modeFlags,
        int compileMode,
        SchedulingClass scheduling,
        SpinLoopStyle spin) {}
