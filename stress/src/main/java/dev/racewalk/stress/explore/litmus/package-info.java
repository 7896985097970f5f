/**
 * Hands an execution over to herd7: the accesses of a race, to words that its actors share, as a litmus test for the memory model of
 * the Linux kernel ({@code lkmm}), of C11 ({@code c11}) or of AArch64 ({@code aarch64}). The final condition is that each
 * access finds what it found in the execution, so that herd7 says whether its model allows that.
 *
 * <h2>How an execution becomes a program</h2>
 *
 * <ul>
 *   <li>Words that only one actor uses are left out, as are the notes by which actors tell who is at work, and checks of the emulated
 *       hardware. A frame that is taken becomes stores of zero to those of its words that are shared; before, they hold garbage.
 *   <li>A value becomes a small number. What it stood for is told in the comment of the test.
 *   <li>An access to a word of a frame whose address the actor has loaded depends on the last such load: {@code r ^ r} is added to
 *       its address. Java has no such dependencies, and the explorer's {@code weak} none; the kernel leans on them.
 *   <li>What an actor writes after a load, it writes because of what the load found: an {@code if} is around it. The explorer's
 *       models have no load buffering, so that this takes nothing away from what they allow.
 *   <li>A lock is {@code spin_lock} and {@code spin_unlock} for {@code lkmm}. Where it is given back by anything weaker than a
 *       release, and for the other formats, it is a word that is taken by an atomic exchange, once, with success.
 *   <li>A compare-and-set is {@code cmpxchg} for {@code lkmm} and {@code CAS} for {@code aarch64}; {@code c11} exchanges, which is
 *       the same where it finds what it expects, and loads where it does not.
 * </ul>
 *
 * <table class="striped">
 *   <caption>Access modes</caption>
 *   <tr><th>mode<th>lkmm<th>c11<th>aarch64
 *   <tr><td>plain, opaque<td>{@code READ_ONCE}, {@code WRITE_ONCE}<td>relaxed<td>{@code LDR}, {@code STR}
 *   <tr><td>acquire<td>{@code smp_load_acquire}<td>acquire<td>{@code LDAR}
 *   <tr><td>release<td>{@code smp_store_release}<td>release<td>{@code STLR}
 *   <tr><td>volatile<td>the same, {@code smp_mb()} after a store<td>seq_cst<td>{@code LDAR}, {@code STLR}
 * </table>
 *
 * <p>Plain accesses are written as opaque ones: the models of C say nothing of an execution in which plain ones race.
 *
 * <h2>What it does not say</h2>
 *
 * <p>The program is one way through the code, not the code. That herd7 finds the condition possible says that the model allows this
 * execution; that it does not find it possible says nothing of others.
 */
@NullMarked
package dev.racewalk.stress.explore.litmus;

import org.jspecify.annotations.NullMarked;
