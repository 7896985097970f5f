package dev.racewalk.results.model;

import dev.racewalk.stress.record.ForkRecord;

/**
 * A fork, and where it comes from.
 *
 * @param source index into {@link Results#sources()}
 * @param fork what happened
 */
public record SourcedFork(int source, ForkRecord fork) {}
