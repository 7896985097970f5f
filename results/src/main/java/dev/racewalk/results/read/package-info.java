/**
 * Reads results, also those that come from elsewhere, without trusting them. The types of jcstress stay in here.
 *
 * <p>{@link dev.racewalk.results.read.ResultsReader} takes any of these:
 *
 * <table>
 *   <caption>What can be read</caption>
 *   <tr><th>what</th><th>holds</th></tr>
 *   <tr><td>the folder of a run</td><td>{@code run.json}, a {@link dev.racewalk.stress.record.RunRecord}; {@code forks.jsonl}, a
 *   {@link dev.racewalk.stress.record.ForkRecord} a line; perhaps {@code faults.json}, a
 *   {@link dev.racewalk.stress.record.Matrix}, and {@code explored.json}, a list of
 *   {@link dev.racewalk.stress.record.Exploration}</td></tr>
 *   <tr><td>the folder of a merge</td><td>{@code merged.json}, and a folder for each run: {@code 1}, {@code 2} and so on</td></tr>
 *   <tr><td>a file</td><td>what jcstress 0.16 wrote for anybody's suite ({@code jcstress-results-*.bin.gz})</td></tr>
 * </table>
 *
 * <p>{@code merged.json} holds {@code schema} (1) and {@code runs}: the names that the runs had before, in the order of their
 * folders. A run's folder holds copies of its files as they were, or {@code jcstress-results.bin.gz} for a bare file. What a
 * run is can so be told from its copy: a run that is in a merged folder cannot be merged once more. To merge merged folders is
 * to merge their runs.
 *
 * <p>The records are described where they are declared, and {@linkplain dev.racewalk.stress.run the package that writes them}
 * says what the number of the schema stands for. A fork that jcstress alone wrote down has no times but how long it raced, and
 * no grades unless this program has the race.
 *
 * <p>What is read is bounded in length, depth and number; texts lose their control characters; counts must be counts and add
 * up. Serialised objects must be those that a result consists of, each where it belongs. Whatever is something else gives an
 * {@link dev.racewalk.stress.record.UnreadableException} with one line.
 */
@NullMarked
package dev.racewalk.results.read;

import org.jspecify.annotations.NullMarked;
