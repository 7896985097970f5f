package dev.racewalk.stress.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine and its JVM.
 *
 * @param os name and version of the operating system
 * @param arch its architecture, as Java names it
 * @param processor model of the processor, null if the system does not tell
 * @param processors how many may be used
 * @param memoryMb megabytes of memory, as far as the process may use it; 0 if nobody tells
 * @param javaVersion version of Java
 * @param vmName name of the virtual machine
 * @param vmVersion its version
 * @param vmVendor its vendor
 * @param environment options that variables of the environment add to each JVM, as {@code NAME=value}; empty if none do, null if
 *     nobody wrote them down
 */
public record HostRecord(
        String os,
        String arch,
        @Nullable String processor,
        int processors,
        long memoryMb,
        String javaVersion,
        String vmName,
        String vmVersion,
        String vmVendor,
        @Nullable List<String> environment) {
    /**
     * Makes a record of a machine of whose environment nothing is known.
     *
     * @param os name and version of the operating system
     * @param arch its architecture, as Java names it
     * @param processor model of the processor, null if the system does not tell
     * @param processors how many may be used
     * @param memoryMb megabytes of memory, as far as the process may use it; 0 if nobody tells
     * @param javaVersion version of Java
     * @param vmName name of the virtual machine
     * @param vmVersion its version
     * @param vmVendor its vendor
     */
    public HostRecord(
            String os,
            String arch,
            @Nullable String processor,
            int processors,
            long memoryMb,
            String javaVersion,
            String vmName,
            String vmVersion,
            String vmVendor) {
        this(os, arch, processor, processors, memoryMb, javaVersion, vmName, vmVersion, vmVendor, null);
    }

    /**
     * Says what the environment adds.
     *
     * @return for people; empty if it adds nothing, or nobody knows
     */
    public String environmentInWords() {
        return environment == null ? "" : String.join(", ", environment);
    }
}
