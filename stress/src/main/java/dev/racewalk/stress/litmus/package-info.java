/**
 * Litmus tests: the bare patterns of the protocol, without tables, on the access modes of core's memory. They show what each
 * mode gives, and so why the protocol takes the one that it takes.
 *
 * <table>
 * <caption>From broken to right</caption>
 * <tr><th>pattern</th><th>too weak</th><th>as the protocol does it</th></tr>
 * <tr><td>publication of a zeroed table (I2)</td><td>{@link dev.racewalk.stress.litmus.OpaquePublicationLitmus}</td>
 *     <td>{@link dev.racewalk.stress.litmus.ReleasePublicationLitmus}</td></tr>
 * <tr><td>top and level (I5)</td><td>{@link dev.racewalk.stress.litmus.TopInTwoWordsLitmus}</td>
 *     <td>{@link dev.racewalk.stress.litmus.TopInOneWordLitmus}</td></tr>
 * <tr><td>message passing (I6: first the device table entry, then the top)</td>
 *     <td>{@link dev.racewalk.stress.litmus.OpaqueMessageLitmus}</td>
 *     <td>{@link dev.racewalk.stress.litmus.ReleaseMessageLitmus}</td></tr>
 * <tr><td>store buffering</td><td>{@link dev.racewalk.stress.litmus.OpaqueStoreBufferingLitmus}, {@link
 *     dev.racewalk.stress.litmus.ReleaseStoreBufferingLitmus}</td>
 *     <td>{@link dev.racewalk.stress.litmus.LockedStoreBufferingLitmus}; the protocol needs it nowhere</td></tr>
 * <tr><td>one word read twice (I4)</td><td>-</td><td>{@link dev.racewalk.stress.litmus.TwoLoadsLitmus}</td></tr>
 * <tr><td>install of a table (I1)</td><td>{@link dev.racewalk.stress.litmus.BlindInstallLitmus}</td>
 *     <td>{@link dev.racewalk.stress.litmus.CompareAndSetInstallLitmus}</td></tr>
 * <tr><td>clearing D while hardware sets it (I13)</td><td>{@link dev.racewalk.stress.litmus.StoredDirtyLitmus}</td>
 *     <td>{@link dev.racewalk.stress.litmus.LockedDirtyLitmus}</td></tr>
 * </table>
 *
 * <p>Each lies in an {@link dev.racewalk.stress.machine.Arena}, so that the explorer shows what each memory model allows:
 * {@code explore OpaqueMessageLitmus --model sc,tso,weak}.
 *
 * <p>"x86 does not show it" is a statement about two things. The processor keeps stores in order, and loads in order. And
 * HotSpot's second compiler puts a barrier against its own reordering around each opaque access, so none was seen there either,
 * with {@code -XX:+StressLCM -XX:+StressGCM} as little as without. On other processors, and under other compilers, expect it.
 */
@NullMarked
package dev.racewalk.stress.litmus;

import org.jspecify.annotations.NullMarked;
