package dev.racewalk.stress.explore.litmus;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** For which model of herd7 a litmus test is written. */
public enum LitmusFormat {
    /** The memory model of the Linux kernel. Its configuration lies in the kernel's {@code tools/memory-model}. */
    LKMM("lkmm", "-conf linux-kernel.cfg"),
    /** C11, by the model RC11. */
    C11("c11", "-model rc11.cat"),
    /** Arm's 64-bit architecture. */
    AARCH64("aarch64", "");

    private final String id;
    private final String arguments;

    LitmusFormat(String id, String arguments) {
        this.id = id;
        this.arguments = arguments;
    }

    /**
     * Returns its id.
     *
     * @return lower case
     */
    public String id() {
        return id;
    }

    /**
     * Returns what herd7 must be told beside the file.
     *
     * @return arguments of herd7
     */
    public List<String> herdArguments() {
        return arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1));
    }

    /**
     * Writes a test.
     *
     * @param test what to write
     * @return the text of a file, as herd7 reads it
     * @throws IllegalArgumentException if it is too large for the format
     */
    public String write(LitmusTest test) {
        return this == AARCH64 ? new ArmWriter(test).write() : new CWriter(test, this).write();
    }

    /**
     * Finds a format.
     *
     * @param id as {@link #id} has it
     * @return the format
     * @throws IllegalArgumentException if there is none
     */
    public static LitmusFormat of(String id) {
        return Arrays.stream(values())
                .filter(format -> format.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("format " + id + ": must be one of "
                        + Arrays.stream(values()).map(LitmusFormat::id).collect(Collectors.joining(", "))));
    }
}
