package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.ForkTask;

/** One fork, before it has processors and a time. */
record ForkPlan(ForkTask.Way way, String mode) {}
