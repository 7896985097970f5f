/**
 * Emulated physical memory: the words that threads and hardware share, with named access modes, and the pool of 4-KiB
 * frames that tables are made of.
 *
 * <pre>{@code
 *  FramePool                          hands frames out and takes them back; a builder chooses stripes and magazines
 *    FrameStripe                      the frames that some threads take from and give to
 *    FrameDepot                       what no stripe holds: magazines of free frames, and the fresh frames
 *    FrameStates                      kind and generation of each frame
 *    OrderedFailures                  allocations that a test has ordered to fail
 *  FrameList                          frames that wait for a flush
 *  SpinLock, Parking, GuardedState    how threads wait for each other, and fields that a lock guards
 *    PhysicalMemory, SharedWord       words by name: bulk operations, and their loops
 *      Access                         one access to one word, in a mode; two bulk operations of the JDK
 *        AccessHook                   nothing in production; a scheduler where one is put below
 * }</pre>
 *
 * <p>Words are elements of arrays that {@link dev.racewalk.core.memory.PhysicalMemory} makes, or are a {@link
 * dev.racewalk.core.memory.SharedWord}, which below a hook is an array of one too. Core touches them through
 * {@link dev.racewalk.core.memory.Access} alone, in production, in a race and below a scheduler: two tests of core's
 * bytecode look for another way, and for a mode that is not the one that a method is named after. What differs below a
 * hook: a bulk operation of the JDK becomes a loop of single accesses, and a wait passes the time in the scheduler's
 * way.
 *
 * <table>
 * <caption>Access to the words of a pool</caption>
 * <tr><th>word</th><th>read</th><th>written</th><th>guard</th></tr>
 * <tr><td>state of a frame</td><td>acquire</td><td>release when handed out, volatile compare-and-set when given back</td>
 *     <td>who takes the frame from a stripe; none</td></tr>
 * <tr><td>stack of a stripe, and its size</td><td>plain</td><td>plain</td><td>lock of the stripe</td></tr>
 * <tr><td>counts of a stripe</td><td>plain; without the lock, acquire</td><td>release</td><td>written under the lock of
 *     the stripe</td></tr>
 * <tr><td>stack of the depot, and its first fresh frame</td><td>plain</td><td>plain</td><td>lock of the depot</td></tr>
 * <tr><td>count of ordered failures</td><td>plain; without the lock, acquire</td><td>release</td><td>written under
 *     their lock</td></tr>
 * <tr><td>allocations until the first of them</td><td>plain</td><td>plain</td><td>their lock</td></tr>
 * <tr><td>link of a frame</td><td>plain</td><td>plain</td><td>one thread owns the list</td></tr>
 * <tr><td>lock</td><td>opaque, while it is held</td><td>compare-and-set, acquire; unlock, release</td><td>none</td></tr>
 * </table>
 *
 * <p>Locks are taken in this order: stripes by their number, depot. A thread holds several stripes only when it has
 * found no frame in its own and in the depot.
 */
@NullMarked
package dev.racewalk.core.memory;

import org.jspecify.annotations.NullMarked;
