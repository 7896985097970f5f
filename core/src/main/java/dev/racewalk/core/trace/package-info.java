/**
 * Replay of operation traces: text in, text out, in the format of the golden traces that Linux's own code answered.
 *
 * <p>A trace holds one operation a line. Words are separated by blanks; numbers are decimal, or hexadecimal after
 * {@code 0x}, and fit 64 bits. What follows a {@code #} is a comment; empty lines are passed over. The first operation is {@code init}, and it is the only one;
 * nothing follows a {@code deinit}.
 *
 * <table>
 * <caption>Operations and their results</caption>
 * <tr><th>operation</th><th>result</th></tr>
 * <tr><td>{@code init LEVEL VA_LG2 OA_LG2}</td>
 *     <td>{@code init ret= top= vasz= oasz= pgsize_bitmap= aperture=FIRST-LAST}</td></tr>
 * <tr><td>{@code map IOVA PA PGSIZE COUNT PROT}</td><td>{@code map ret= mapped=BYTES top=LEVEL}</td></tr>
 * <tr><td>{@code range IOVA PA LENGTH PROT}</td><td>{@code range ret= mapped=BYTES top=LEVEL}</td></tr>
 * <tr><td>{@code unmap IOVA PGSIZE COUNT}</td>
 *     <td>{@code unmap unmapped=BYTES freed=TABLES}; the gather is synced after each</td></tr>
 * <tr><td>{@code gather IOVA PGSIZE COUNT}</td>
 *     <td>{@code gather unmapped=BYTES freed=TABLES}: an unmap without the sync; the tables that wait for it</td></tr>
 * <tr><td>{@code sync}</td><td>{@code sync freed=TABLES}</td></tr>
 * <tr><td>{@code read IOVA}, {@code write IOVA}</td>
 *     <td>{@code read pa=0x..} or {@code read fault=NAME}, as {@code NOT_PRESENT}: a device that keeps what it has cached until a
 *     sync; a write sets D. In no golden trace</td></tr>
 * <tr><td>{@code iova IOVA}</td><td>{@code iova pa=0x..} or {@code iova pa=none}</td></tr>
 * <tr><td>{@code dirty IOVA}</td><td>{@code dirty ret=}; hardware sets D</td></tr>
 * <tr><td>{@code clean IOVA LENGTH FLAGS}</td>
 *     <td>{@code clean ret= runs=N START+LENGTH ...} in whole 4-KiB pages, adjacent runs merged; an entry
 *     counts in whole items from where the range meets it, as Linux hands it to its bitmap</td></tr>
 * <tr><td>{@code cut IOVA}</td><td>{@code cut ret= cut=1} if an entry was cut, {@code cut=0} if none was; in no golden
 *     trace, since Linux has no such operation yet</td></tr>
 * <tr><td>{@code dump}</td>
 *     <td>{@code dump top=}, then for each item that is not zero, depth first, {@code e LEVEL PATH 0xWORD} with the address
 *     of a table item zeroed and equal neighbours without anything below them folded into {@code FIRST-LAST}; at the end
 *     {@code tables=LIVE pgsize_bitmap=}</td></tr>
 * <tr><td>{@code deinit}</td><td>{@code deinit leaked=TABLES}</td></tr>
 * </table>
 *
 * <p>{@code ret} is 0 or the name of the error, as {@code EADDRINUSE}.
 *
 * <p>A {@linkplain dev.racewalk.core.trace.FtraceLog kernel's log} of maps and unmaps is a {@linkplain
 * dev.racewalk.core.trace.Workload workload}: {@link dev.racewalk.core.trace.WorkloadReplay} replays it in order or races it, and
 * compares each answer with that of the log.
 */
@NullMarked
package dev.racewalk.core.trace;

import org.jspecify.annotations.NullMarked;
