package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.StepSource;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Set;

/** Names a step after the method that makes it, in whatever package that is. */
final class StepName {
    private static final StackWalker STACK = StackWalker.getInstance();

    /** What lies between a step and the code that means it. */
    private static final List<String> PLUMBING = List.of(
            "dev.racewalk.core.memory.",
            "dev.racewalk.stress.explore.",
            "dev.racewalk.stress.machine.",
            "dev.racewalk.stress.jcstress.",
            "org.openjdk.jcstress.",
            "java.",
            "jdk.",
            "sun.");

    private static final String HARDWARE = "dev.racewalk.core.iommu.";

    /** Classes whose methods are hardware's own work, whoever lends it a thread. */
    private static final Set<String> HARDWARE_CLASSES =
            Set.of("Walker", "Walk", "TableReader", "DataPort", "FaultRegister", "CommandEngine");

    /** The methods of a device that are hardware's, and not the driver's. */
    private static final String DEVICE = "Device";

    private static final Set<String> DEVICE_METHODS =
            Set.of("translate", "move", "moveInPage", "invalidateEntry", "invalidatePages", "reset");

    private StepName() {}

    /** The innermost method on the stack that is no plumbing. */
    static StepSource ofCaller() {
        return STACK.walk(frames -> {
            StackFrame found = null;
            boolean hardware = false;
            for (StackFrame frame : (Iterable<StackFrame>) frames::iterator) {
                if (found == null && PLUMBING.stream().noneMatch(frame.getClassName()::startsWith)) {
                    found = frame;
                }
                hardware |= isHardware(frame);
            }
            return found == null
                    ? StepSource.UNKNOWN
                    : new StepSource(method(found.getMethodName()), place(found), hardware);
        });
    }

    private static boolean isHardware(StackFrame frame) {
        if (!frame.getClassName().startsWith(HARDWARE)) {
            return false;
        }
        String name = frame.getClassName().substring(HARDWARE.length());
        return HARDWARE_CLASSES.contains(name)
                || (name.equals(DEVICE) && DEVICE_METHODS.contains(frame.getMethodName()));
    }

    /** The body of a lambda is named after the method that it stands in. */
    private static String method(String name) {
        String[] parts = name.split("\\$", -1);
        return parts.length == 3 && parts[0].equals("lambda") ? parts[1] : name;
    }

    private static String place(StackFrame frame) {
        String file = frame.getFileName();
        return file == null ? "" : frame.getLineNumber() < 0 ? file : file + ":" + frame.getLineNumber();
    }
}
