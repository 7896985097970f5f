/**
 * What a run writes and what is read back: the run, its forks, their outcomes, and what the kill matrix and the explorer found. No
 * jcstress in it, and no runner: reports depend on this alone.
 *
 * <p>A run leaves a folder:
 *
 * <table>
 *   <caption>What a run folder holds</caption>
 *   <tr><th>file</th><th>what</th></tr>
 *   <tr><td>{@code run.json}</td><td>a {@link dev.racewalk.stress.record.RunRecord}: the machine, the command, the
 *       state</td></tr>
 *   <tr><td>{@code forks.jsonl}</td><td>a {@link dev.racewalk.stress.record.ForkRecord} a line, written when the fork
 *       ends</td></tr>
 *   <tr><td>{@code jcstress-results-*.bin.gz}</td><td>the same forks as jcstress writes them; its option {@code -p} reads
 *       it</td></tr>
 *   <tr><td>{@code probe.log}</td><td>what jcstress said when it looked at the machine</td></tr>
 *   <tr><td>{@code faults.json}</td><td>a {@link dev.racewalk.stress.record.Matrix}, if somebody put it there</td></tr>
 *   <tr><td>{@code explored.json}</td><td>{@link dev.racewalk.stress.record.Exploration}s, likewise</td></tr>
 * </table>
 *
 * <p>The JSON of a run is written and read by {@link dev.racewalk.stress.record.RunFolder} alone, which trusts no file: what
 * cannot be what a run wrote is an {@link dev.racewalk.stress.record.UnreadableException}. Every record holds the number of the
 * schema, {@value dev.racewalk.stress.record.RunFolder#SCHEMA}; it changes when a field changes its meaning or goes away, not
 * when one is added, so readers skip fields that they do not know. Times are ISO 8601 in UTC, and {@code null} stands for
 * what could not be told.
 */
@NullMarked
package dev.racewalk.stress.record;

import org.jspecify.annotations.NullMarked;
