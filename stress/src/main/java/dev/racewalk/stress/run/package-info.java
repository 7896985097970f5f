/**
 * Runs the races: plans the forks of a preset, starts and watches them, and writes down what each of them found.
 *
 * <p>A run leaves a folder:
 *
 * <table>
 *   <caption>What a run folder holds</caption>
 *   <tr><th>file</th><th>what</th></tr>
 *   <tr><td>{@code run.json}</td><td>a {@link dev.racewalk.stress.run.RunRecord}: the machine, the command, the state</td></tr>
 *   <tr><td>{@code forks.jsonl}</td><td>a {@link dev.racewalk.stress.run.ForkRecord} a line, written when the fork ends</td></tr>
 *   <tr><td>{@code jcstress-results-*.bin.gz}</td><td>the same forks as jcstress writes them; {@code -p} reads it</td></tr>
 *   <tr><td>{@code probe.log}</td><td>what jcstress said when it looked at the machine</td></tr>
 * </table>
 *
 * <p>The JSON is written and read by {@link dev.racewalk.stress.run.RunFolder} alone, which trusts no file: what cannot be what
 * a run wrote is an {@link dev.racewalk.stress.run.UnreadableException}. Every record holds the number of the
 * schema, {@value dev.racewalk.stress.run.RunFolder#SCHEMA}; it changes when a field changes its meaning or goes away, not
 * when one is added, so readers skip fields that they do not know. Times are ISO 8601 in UTC, and {@code null} stands for
 * what could not be told.
 *
 * <p>{@link dev.racewalk.stress.run.Runner} is a library: it prints nothing and does not end the JVM. While it looks at the
 * machine it diverts {@link System#out} into {@code probe.log}, since jcstress prints there.
 */
@NullMarked
package dev.racewalk.stress.run;

import org.jspecify.annotations.NullMarked;
