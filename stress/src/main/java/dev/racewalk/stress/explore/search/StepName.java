package dev.racewalk.stress.explore.search;

import java.util.Set;

/** Names a step after the method of the protocol that makes it. */
final class StepName {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final Set<String> PLUMBING = Set.of("memory", "explore", "machine");

    private StepName() {}

    /** The innermost method on the stack that is neither memory nor scheduler. */
    static String ofCaller() {
        return STACK.walk(frames -> frames.filter(f -> f.getClassName().startsWith("dev.racewalk"))
                .filter(f -> !PLUMBING.contains(packageOf(f.getClassName())))
                .map(StackWalker.StackFrame::getMethodName)
                .findFirst()
                .orElse(""));
    }

    private static String packageOf(String className) {
        String path = className.substring(0, className.lastIndexOf('.'));
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
