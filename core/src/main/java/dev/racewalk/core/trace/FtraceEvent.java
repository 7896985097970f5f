package dev.racewalk.core.trace;

/**
 * One of the kernel's events {@code iommu:map} and {@code iommu:unmap}, each of which tells of an operation that is over.
 *
 * @param line line number in the log, from 1
 * @param cpu processor that logged it
 * @param isMap true for a map, false for an unmap
 * @param iova first input address
 * @param pa first output address; 0 for an unmap
 * @param size bytes asked for, 1 or more, unsigned
 * @param done bytes that were mapped or unmapped, unsigned
 */
public record FtraceEvent(int line, int cpu, boolean isMap, long iova, long pa, long size, long done) {}
