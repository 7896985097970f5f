/**
 * Races of the protocol: run by jcstress, enumerated by {@link dev.racewalk.stress.explore}, and run against known bugs
 * by {@link dev.racewalk.stress.matrix}.
 *
 * <table>
 * <caption>Families</caption>
 * <tr><th>package</th><th>kernel, or what they are about</th><th>faults caught first here</th></tr>
 * <tr><td>{@link dev.racewalk.stress.install}</td><td>{@code map_pages()}: maps that need the same missing
 *     table</td><td>{@code blind-install}, {@code loser-leak}, {@code loser-double-free}, {@code loser-no-reload}, {@code
 *     null-table}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.expand}</td><td>{@code increase_top()}</td><td>{@code lock-free-push},
 *     {@code unchecked-push}, {@code torn-top}, {@code top-before-hardware}, {@code hardware-not-awaited}, {@code
 *     sufficient-top}, {@code chain-leak}, {@code growth-livelock}, {@code unzeroed-reuse}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.levels}</td><td>the short way and growth, from tops of each level; ends
 *     of ranges</td><td>{@code stale-near}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.overmap}</td><td>{@code map_pages()} over empty tables</td><td>{@code
 *     partial-clear}, {@code partial-run}, {@code non-empty-collected}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.unmap}</td><td>{@code unmap_pages()}, {@code
 *     iotlb_sync()}</td><td>{@code completion-out-of-order}, {@code gather-before-clear}, {@code free-before-flush}, {@code
 *     reuse-before-sync}, {@code uncovered-retired}, {@code gap-frees-new-range}, {@code
 *     flush-smaller-than-table}, {@code flush-smaller-than-entry}, {@code skipped-sync}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.dirty}</td><td>{@code read_and_clear_dirty()}, {@code
 *     set_dirty()}</td><td>{@code dirty-lost-update}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.cut}</td><td>{@code cut_mapping()}, not merged</td><td>{@code cut-with-gap},
 *     {@code cut-loses-dirty}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.reclaim}</td><td>a shrinker of empty tables, not merged</td><td>{@code
 *     uncounted-child}, {@code freed-while-queued}, {@code retry-into-dead-table}, {@code severed-without-grace}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.walker}</td><td>{@code change_top()}, the driver: attach, two domains,
 *     close</td><td>{@code grown-flag-shared}, {@code device-listed-late}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.hardware}</td><td>an actor that is the hardware: executes commands,
 *     walks, sets D when it likes</td><td>{@code entry-after-invalidation}, {@code command-before-written}, {@code entry-cleared},
 *     {@code replaced-with-gap}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.data}</td><td>{@code dma_unmap}, DMA-FQ: pages of data that are given back while devices
 *     read and write</td><td>{@code page-freed-before-sync}, {@code page-reused-while-queued}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.contract}</td><td>what callers break who do not hold the range
 *     lock</td><td>{@code late-run}</td></tr>
 * <tr><td>{@link dev.racewalk.stress.pool}</td><td>the frame pool, without a table: last and fresh frames,
 *     magazines, double free, reuse, poison</td><td></td></tr>
 * <tr><td>{@link dev.racewalk.stress.lock}</td><td>{@code IovaRangeLock}: order of requests, tries, requests
 *     that are given up</td><td></td></tr>
 * <tr><td>{@link dev.racewalk.stress.three}</td><td>three actors at the same time; jcstress skips them on 2
 *     processors</td><td></td></tr>
 * <tr><td>{@link dev.racewalk.stress.litmus}</td><td>the bare patterns, too weak and
 *     right</td><td></td></tr>
 * </table>
 *
 * <p>Faults that need no second thread are caught by a {@link dev.racewalk.stress.fault.SequentialCheck}, and those
 * that x86 hides by the explorer under the weak model, in races of {@code install} and {@code expand}: {@code
 * unzeroed-publish}, {@code relaxed-install}, {@code relaxed-top}, {@code opaque-unlock}. The explorer runs all
 * families, and races of three actors only if they are named.
 */
@NullMarked
package dev.racewalk.stress;

import org.jspecify.annotations.NullMarked;
