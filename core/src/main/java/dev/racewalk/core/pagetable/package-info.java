/**
 * The lock-free map protocol of Linux's generic page table, over tables in the AMDv1 format. The specification is the
 * page {@code core/docs/protocol.md}; this description is about its implementation.
 *
 * <h2>Layers</h2>
 *
 * <pre>{@code
 *  IoPageTable          arguments, errors, look-up, close
 *    SinglePages        the short way, from a top of any level: one page, or several of 4 KiB in one table
 *    TopGrowth          the top, and how it grows under one spinlock
 *    LeafMapper         makes missing tables, writes leaves, replaces empty tables
 *    Unmapper           clears leaves, retires tables
 *    DirtyReader        reads and clears D
 *    EntryCutter        splits an entry in use
 *    Reclaimer          takes empty tables away while others work
 *      ReclaimingMapper, ReclaimingUnmapper    a map and an unmap that count
 *      UseCounts, ReadSections                 what is counted, and who is waited for
 *      ProtocolSteps    each step at which threads meet: the seam for faults and observers
 *        PhysicalMemory   bulk operations on neighbouring words
 *          Access           each access to a word, on an array of words; below it the hook of a scheduler
 *  IotlbGather          what must be flushed, and the tables that wait for it
 *  FlushQueue           what waits for one flush of everything
 *  TableFrames          passes frames on from the pool, and counts those of one table
 *  TableWalk, TableVerifier    look at a table at rest
 *  IovaRangeLock, RangeCheck   the caller's side of the contract
 * }</pre>
 *
 * <p>Seeded faults, races, the explorer and users run the same code: they differ in the {@code ProtocolSteps} that a table is
 * built with, and in the hook below {@code Access}.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>VA, IOVA<dd>input address
 * <dt>OA<dd>output address
 * <dt>level<dd>level 0 holds only leaves; an item of the next level covers 512 times as much
 * <dt>item<dd>one 64-bit slot of a table
 * <dt>entry<dd>one translation: one item, or all items of a contiguous run
 * <dt>leaf<dd>an entry that yields an OA
 * <dt>last<dd>the last address of a range, inclusive: ranges may end at the end of 64 bits
 * <dt>lg2<dd>the value is a log2
 * <dt>top<dd>the table that a walk starts in
 * <dt>range lock<dd>the caller's promise that no two operations on overlapping ranges run concurrently
 * <dt>gather<dd>what must be flushed from the IOTLB, and the tables that wait for it
 * </dl>
 *
 * <h2>The two words</h2>
 *
 * Items are drawn in {@link dev.racewalk.core.amdv1}. The top of a table is one word:
 *
 * <pre>{@code
 *   63                        52 51                                12 11          3 2     0
 *  +----------------------------+------------------------------------+-------------+-------+
 *  | zero                       | physical address of the top table  | zero        | level |
 *  +----------------------------+------------------------------------+-------------+-------+
 * }</pre>
 *
 * It is read once per operation, which then works from that snapshot. A stale, lower top stays right: item 0 of each newer
 * top leads to the older one, as long as no operation has covered the older one's whole span and retired it; then nobody
 * else works in that span.
 *
 * <h2>The states of an item</h2>
 *
 * <pre>{@code
 *                 installTable: casRelease            retireTable: writeOnce(0)
 *              +-------------------------->  TABLE  ---------------------------+
 *              |   any thread                one thread: its range covers the  |
 *              |                             whole table, which is empty       v
 *            EMPTY <-----------------------------------------------------------+
 *              |  ^
 *   writeLeaf, |  | clearLeaf, clearLeaves, clearEntry: 0
 *  writeLeaves,|  | one thread: it holds the range
 *   writeEntry v  |
 *             LEAF  ---- hardware, setDirty: casVolatile ---->  LEAF with D
 *                   <--- takeDirty: andVolatile --------------
 *
 *            LEAF  ---- replaceLeaf: casRelease, with or without D ---->  LEAF of a smaller entry, or TABLE full of such
 *                       one thread: it holds the whole entry
 * }</pre>
 *
 * A map over empty tables (an overmap) takes the way TABLE, EMPTY, LEAF, for all items of its entry: {@link
 * dev.racewalk.core.pagetable.ProtocolSteps#makeRoom} first looks at everything below all of them, then clears, and
 * only then is the entry written. Closing a table empties all of its items, when hardware has been detached and nobody
 * operates on it.
 *
 * <h2>The life of a table that can be reclaimed</h2>
 *
 * <p>With {@link dev.racewalk.core.pagetable.PageTableBuilder#reclaim} each table has a count of its items that are not empty or are
 * reserved for a write, and may be on the reclaim list:
 *
 * <pre>{@code
 *                reserve: +n                             release: -n, not the last
 *              +------------+                          +------------+
 *              v            |                          v            |
 *   made:    IN USE --------+--------------------->  IN USE --------+
 *   count 1  count > 0           release: to 0
 *               ^  |             and under the lock: on the list
 *     reserve:  |  v
 *     from 0   EMPTY, listed ----------------------->  DEAD -------->  SEVERED -------->  FREE
 *              count 0       kill: casVolatile, 0 to        severTable:      awaitReaders,
 *                 |          DEAD; the reclaim; lock        casRelease;      flush
 *                 |                                         lock
 *                 +------------------------------------------------> RETIRED --------->  FREE
 *                   unlist, retireTable: the unmap or overmap        flush
 *                   whose range covers it; lock
 * }</pre>
 *
 * <p>A map reserves an item before it looks whether it can write it, so that the table lives until the map is over. Where it
 * finds the table dead, it waits for the lock, after which the table is severed, and begins anew at the top as it is then: the old
 * top may be what is dead. It waits for no grace period, and so it may stay in its section. The table above one that is in use
 * is in use, by the item that leads there; so all that leads to a table that is not dead stays, and what severs can walk to the
 * item from the top. One lock orders who takes tables away: kill, sever and the count of the table above are one step for all
 * who hold it, and who frees a table takes it off the list there.
 *
 * <p>Each operation is a section from its look at the top to its end, and a reclaim waits for all sections that began before it
 * severed. Operations that unmap or overmap need not wait: their range lock covers all that the table translates, and the
 * reclaim, which holds none, meets it under the lock alone.
 *
 * <p>The counts lie in words beside the frames, one a frame. All 512 words of a frame are items that hardware reads. Bits of the item
 * that leads to the table would do for hardware, which ignores some, but each map would write to a table that it shares with
 * others, and the tables would not be those of Linux, bit for bit. And a count that lies in the table is gone when the frame is free,
 * just when a late look at it must be harmless.
 *
 * <h2>Invariants</h2>
 *
 * The page {@code core/docs/protocol.md} states them. {@link dev.racewalk.core.pagetable.verify.Invariant} names I1 to I16;
 * {@link dev.racewalk.core.pagetable.verify.TableVerifier} says which of them can be seen at rest. I14, no device reaches a
 * page of data after the unmap of it was synced, is for callers to keep, who own the pages: what a table owes to it is that
 * nothing translates to the page any more when {@link dev.racewalk.core.pagetable.IoPageTable#sync} returns. The emulated
 * hardware reports devices that reach a page which was given back.
 *
 * <h2>Who touches what, and how</h2>
 *
 * <table>
 * <caption>Access to shared words</caption>
 * <tr><th>word</th><th>read</th><th>written</th><th>guard</th><th>why</th></tr>
 * <tr><td>top of table</td><td>acquire</td><td>release</td><td>growth: top lock; close: nobody operates; readers: none</td>
 *     <td>who sees the new top sees its item 0 and its zeros (I2, I5)</td></tr>
 * <tr><td>item: empty to table</td><td>acquire</td><td>compare-and-set, release</td><td>none</td>
 *     <td>I1; who sees the pointer sees the zeros (I2). Java gives no address dependency, so the load must acquire</td></tr>
 * <tr><td>item 0 of a new top</td><td>acquire</td><td>opaque</td><td>not published yet</td>
 *     <td>the release that publishes the top orders it (I2)</td></tr>
 * <tr><td>item: table to empty</td><td>acquire</td><td>opaque</td><td>range lock, exclusive, over the whole table</td>
 *     <td>no other thread may read it; hardware may, until the flush (I9)</td></tr>
 * <tr><td>items of a table that may be empty</td><td>opaque, or plain for more than 32; what is not empty is then
 *     read again, acquire</td><td>-</td><td>range lock, exclusive, over the whole table</td>
 *     <td>a search, no decision (I4)</td></tr>
 * <tr><td>item: leaf</td><td>acquire; opaque before it is replaced, plain for more than 32</td><td>opaque, or plain for more
 *     than 32</td><td>range lock</td><td>a leaf publishes nothing in memory; it must only not tear</td></tr>
 * <tr><td>item: leaf to parts of it</td><td>acquire</td><td>compare-and-set, release</td>
 *     <td>range lock, exclusive, over the whole entry; hardware: none</td>
 *     <td>hardware may set D at any time (I13); who sees the pointer sees the parts (I2)</td></tr>
 * <tr><td>parts in a table</td><td>-</td><td>opaque, or plain for more than 32</td><td>not published yet</td>
 *     <td>the release that publishes it orders them (I2)</td></tr>
 * <tr><td>item: D</td><td>opaque; hardware: acquire</td><td>locked operation</td><td>range lock, shared; hardware: none</td>
 *     <td>neither side overwrites the other (I13)</td></tr>
 * <tr><td>zeros of a new table</td><td>-</td><td>plain</td><td>not published yet</td>
 *     <td>the release that publishes it orders them (I2)</td></tr>
 * <tr><td>links of frames</td><td>plain</td><td>plain</td><td>one thread owns the gather</td>
 *     <td>a frame is on one list at most</td></tr>
 * <tr><td>range and lists of a gather</td><td>fields</td><td>fields</td><td>one thread owns the gather</td>
 *     <td>never shared</td></tr>
 * <tr><td>ring of a flush queue, how many ranges were queued and released</td><td>plain</td><td>plain</td><td>spinlock of
 *     the queue</td><td>what the lock orders; the gather of what waits lies under it too, that of a flush under the flush
 *     lock</td></tr>
 * <tr><td>requests of a range lock</td><td>fields, with a plain word</td><td>the same</td><td>spinlock of the range lock</td>
 *     <td>what the lock orders; the word is for a scheduler ({@link dev.racewalk.core.memory.GuardedState})</td></tr>
 * <tr><td>grants of a range lock</td><td>acquire</td><td>release</td><td>written under its spinlock; readers: none</td>
 *     <td>who waits looks for itself only if it has changed</td></tr>
 * <tr><td>operations under way ({@code checkRanges})</td><td>fields, with a plain word</td><td>the
 *     same</td><td>spinlock of the check</td><td>as for the requests</td></tr>
 * <tr><td>count of items in use ({@code reclaim})</td><td>acquire</td><td>compare-and-set, volatile</td><td>none; to dead: lock of
 *     the list</td><td>who finds 0 sees the items empty; who reserves does so before the table is dead (I15)</td></tr>
 * <tr><td>reclaim list</td><td>plain</td><td>plain</td><td>its lock</td><td>a frame is on it once at most (I15)</td></tr>
 * <tr><td>span of a table ({@code reclaim})</td><td>opaque</td><td>opaque</td><td>written before the table is published</td>
 *     <td>its pointer or its count orders it</td></tr>
 * <tr><td>item: dead table to empty</td><td>acquire</td><td>compare-and-set, release</td><td>lock of the list</td>
 *     <td>nobody else writes it; hardware may read it until the flush (I9)</td></tr>
 * <tr><td>sections ({@code reclaim})</td><td>acquire</td><td>compare-and-set, volatile</td><td>none; a new generation: lock of
 *     the grace period</td><td>who enters after the new generation began finds nothing severed before (I16)</td></tr>
 * <tr><td>count of tables</td><td>sum</td><td>a {@code LongAdder}</td><td>none</td>
 *     <td>exact when nobody operates; no step below a scheduler</td></tr>
 * </table>
 *
 * <h2>Races that are permitted</h2>
 *
 * <ul>
 * <li>Two maps need the same missing table: both prepare one, one wins; the other frees its own and goes on with the
 *     winner's (I3).
 * <li>Two maps need a higher top: both prepare a chain, one publishes; the other frees its chain and looks again (I7).
 * <li>A walk started from the older top goes on while a newer one is published: it finds the same leaves.
 * <li>Hardware reads anything at any time, and may remember it until it is told to forget. It may see the items of one
 *     entry in any mixture of before and after while the entry is written or cleared: each item alone is right.
 * <li>An unmap and a D of hardware: the D is lost with its translation.
 * <li>A map and a reclaim of its table: the map has it, or makes another; both tables may be there for a time.
 * <li>A cut and a walk: hardware finds items of the old entry and of its parts in any mixture, which translate alike, and may use
 *     what it has cached of the old entry until the cut has flushed it. A D that it sets meanwhile in one item is set in all
 *     parts before the cut is over, and nobody may read D before that.
 * <li>A map that fails half-way leaves the tables that it made, empty, and the top that it raised.
 * </ul>
 *
 * <h2>What races it, and what explores it</h2>
 *
 * <p>The families of the module {@code stress}, raced by jcstress and explored under memory models:
 *
 * <ul>
 * <li>{@code install}, {@code expand}, {@code levels}: missing tables and growth, by single pages, several pages,
 *     several entries and mixed ranges; from a top of each level; at the ends of the top, of the VA width and of 2^64;
 *     without frames.
 * <li>{@code overmap}, {@code unmap}, {@code dirty}: tables that go away, gathers of each kind, D.
 * <li>{@code reclaim}: empty tables that go under maps, look-ups, devices, overmaps, unmaps and growth.
 * <li>{@code cut}: entries that are split under a device and under look-ups.
 * <li>{@code walker}, {@code hardware}: devices that read and write meanwhile; hardware that executes commands when it likes.
 * <li>{@code data}: pages that devices read and write, and when they are given back.
 * <li>{@code lock}, {@code pool}, {@code contract}: the range lock, the frame pool, and callers who break the contract.
 * </ul>
 *
 * <p>Not seen by racing on x86: what only a weakly ordered machine does; the explorer has a model of that. Not seen by
 * the explorer: the count of tables and time; its package says more.
 *
 * <h2>Departures from Linux</h2>
 *
 * The page {@code core/docs/protocol.md} lists in its section 2.11 what differs on purpose, and why, with the test that holds
 * it; in 2.8 what differs between the releases whose rules a table may follow ({@link
 * dev.racewalk.core.pagetable.LinuxRules}); and in 6 what of {@code generic_pt} is here, and exact with which release.
 *
 * <h2>What is not modelled</h2>
 *
 * Non-coherent walkers (cache flushes, the software bit of a table under flush), table pages that the kernel pins or
 * counts, sign-extended addresses, page tables split between CPU and device, and preemption: a thread is preempted by
 * the JVM's host at any place. Of Linux 7.1 and later: a flush queue for each processor, and one that a timer flushes.
 */
@NullMarked
package dev.racewalk.core.pagetable;

import org.jspecify.annotations.NullMarked;
