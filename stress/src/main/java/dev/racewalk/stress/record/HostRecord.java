package dev.racewalk.stress.record;

import org.jspecify.annotations.Nullable;

/**
 * A machine and its JVM.
 *
 * @param os name and version of the operating system
 * @param arch its architecture, as Java names it
 * @param processor model of the processor, null if the system does not tell
 * @param processors how many may be used
 * @param memoryMb megabytes of memory, as far as the process may use it
 * @param javaVersion version of Java
 * @param vmName name of the virtual machine
 * @param vmVersion its version
 * @param vmVendor its vendor
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
        String vmVendor) {}
