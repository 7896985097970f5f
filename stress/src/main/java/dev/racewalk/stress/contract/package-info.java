/**
 * Callers who break the range lock: what still holds then, and what does not.
 *
 * <p>The contract: no two operations on overlapping ranges run concurrently. Without it a single item is still never
 * torn, and a table is installed by compare-and-set, so two threads never build two tables in one place. What the
 * contract carries is every step that is a look and then a store: a leaf, a run, and above all the replacement of an
 * empty table.
 *
 * <table>
 * <caption>What the races of this package show</caption>
 * <tr><th>race</th><th>holds</th><th>does not hold</th></tr>
 * <tr><td>{@link dev.racewalk.stress.contract.SamePageTwiceRace}</td><td>tables, account, the translation</td>
 *     <td>the second map is not refused</td></tr>
 * <tr><td>{@link dev.racewalk.stress.contract.TwoAddressesForOnePageRace}</td><td>tables, account</td>
 *     <td>one of two successful maps is lost</td></tr>
 * <tr><td>{@link dev.racewalk.stress.contract.MapAgainstUnmapRace}</td><td>everything: one item, one order</td>
 *     <td>the callers do not know the order</td></tr>
 * <tr><td>{@link dev.racewalk.stress.contract.OnePageUnmappedTwiceRace}</td><td>tables, account</td>
 *     <td>one page is counted as unmapped twice</td></tr>
 * <tr><td>{@link dev.racewalk.stress.contract.PageInsideContiguousEntryRace}</td><td>tables, account</td>
 *     <td>the run of one entry is broken, or the page is lost (I8, I12)</td></tr>
 * <tr><td>{@link dev.racewalk.stress.contract.MapUnderOvermapRace}</td><td>the tree, no double use</td>
 *     <td>a page is lost in a freed table, or with a leaked one (I9, I11, I12)</td></tr>
 * <tr><td>{@link dev.racewalk.stress.contract.TwoOvermapsRace}</td><td>the tree</td>
 *     <td>a table is freed twice, or a leaf is lost (I9, I12)</td></tr>
 * </table>
 *
 * <p>The checked mode ({@code checkRanges}) turns each of these into a report: {@link
 * dev.racewalk.stress.contract.CheckedSamePageRace}, {@link dev.racewalk.stress.contract.CheckedOvermapRace}; and it reports
 * nobody who keeps the contract: {@link dev.racewalk.stress.contract.CheckedNeighboursRace}.
 */
@NullMarked
package dev.racewalk.stress.contract;

import org.jspecify.annotations.NullMarked;
