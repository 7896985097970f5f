package dev.racewalk.stress.explore.search;

import java.util.List;

/** Names a step after the method of the protocol that makes it. */
final class StepName {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final List<String> PLUMBING =
            List.of("dev.racewalk.core.memory.", "dev.racewalk.stress.explore.", "dev.racewalk.stress.machine.");

    private StepName() {}

    /** The innermost method on the stack that is neither memory nor scheduler. */
    static String ofCaller() {
        return STACK.walk(frames -> frames.filter(f -> f.getClassName().startsWith("dev.racewalk"))
                .filter(f -> PLUMBING.stream().noneMatch(f.getClassName()::startsWith))
                .map(StackWalker.StackFrame::getMethodName)
                .findFirst()
                .orElse(""));
    }
}
