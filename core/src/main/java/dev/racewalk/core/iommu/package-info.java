/**
 * An emulated IOMMU: the hardware that walks the tables of {@link dev.racewalk.core.pagetable} while they change, and
 * the driver that keeps it up to date. Source: AMD I/O Virtualization Technology specification; the
 * page {@code core/docs/protocol.md} has the rules that matter here.
 *
 * <h2>What is emulated</h2>
 *
 * <ul>
 *   <li>{@link dev.racewalk.core.iommu.Device}: a walker that starts from the device table entry (DTE) and reads one
 *       item after the other from memory. It decodes the words by itself, from the bit table of AMD's specification and
 *       not with core's code: skipped levels, contiguous leaves, malformed items and permissions, and each
 *       reserved bit ({@link dev.racewalk.core.iommu.TranslationFault}). A write sets D in memory before it is translated, if HAD of
 *       the DTE says so. A device translates addresses of its own width, and the driver gives it no wider table.
 *   <li>Caches, of each device: the DTE, table pointers (page-walk cache), translations (IOTLB). They keep
 *       all that was ever read until told otherwise, or drop some of it by a
 *       {@link dev.racewalk.core.iommu.CachePolicy}. Pointers and translations are tagged with the domain.
 *   <li>{@link dev.racewalk.core.iommu.DataMemory}: what devices read and write, and whose it is.
 *   <li>{@link dev.racewalk.core.iommu.CommandQueue}: invalidations of a DTE or of a range of a domain, and completion
 *       waits, executed in order. An invalidation never drops a translation or a table pointer that covers more than
 *       its own size, as AMD's may not: what is flushed must be as large as the entry or the table that is gone.
 *       Translations are kept by the 4-KiB page; each piece of a large one covers all of that one.
 *   <li>{@link dev.racewalk.core.iommu.Domain}: the driver, with its
 *       {@linkplain dev.racewalk.core.iommu.DriverSteps steps} to be replaced by known bugs.
 * </ul>
 *
 * <p>Not emulated: guest page tables, interrupts, the event log (a device has its last fault), the accessed bit,
 * device-side caches (ATS), pass-through (mode 0). Translations of absent items are not cached. An access by {@link
 * dev.racewalk.core.iommu.Device#translate} ends when its translation is known: what a caller does with the address afterwards
 * is not fenced by an invalidation. One by {@link dev.racewalk.core.iommu.Device#read} or {@code write} ends when the words of
 * its page were moved, and is.
 *
 * <h2>Who clocks hardware</h2>
 *
 * <p>Walks run in the thread that calls {@link dev.racewalk.core.iommu.Device#translate}. Who executes commands:
 *
 * <ul>
 *   <li>In the beginning, the threads that wait: for a completion wait, or for room in the ring. So a test needs no
 *       thread for hardware, and a command that nobody waits for stays undone.
 *   <li>Anybody, at any time, by {@link dev.racewalk.core.iommu.Iommu#clock}, one command a call.
 *   <li>After {@link dev.racewalk.core.iommu.Iommu#start}, a thread of the hardware; those who wait only wait.
 *   <li>After {@link dev.racewalk.core.iommu.Iommu#setFreeRunning}, only those who call {@code clock}, and those who
 *       wait only wait: for a race in which one actor is the hardware.
 * </ul>
 *
 * <h2>Locks and words</h2>
 *
 * <p>Locks are taken in this order: top lock of the table, domain, command queue, command engine, device. A walk holds
 * the lock of its device throughout, and a command takes that of each device it concerns; so a completed invalidation
 * means that no older walk is under way (I9), as AMD's specification demands. Software takes that lock for no store to
 * a table.
 *
 * <table>
 * <caption>Shared words</caption>
 * <tr><th>word</th><th>read</th><th>written</th><th>guard</th><th>why</th></tr>
 * <tr><td>item</td><td>acquire</td><td>CAS, to set D</td><td>none</td>
 *     <td>what a pointer leads to was written before it (I2); D by a locked operation loses no other bit (I13)</td></tr>
 * <tr><td>DTE, first word</td><td>acquire</td><td>release</td><td>written under the domain's lock</td>
 *     <td>root and mode change together (I5); the root was written before it (I2)</td></tr>
 * <tr><td>DTE, domain</td><td>opaque, after the first word</td><td>CAS to claim, release to give up or replace</td><td>none</td>
 *     <td>changes only while the first word is blocked and hardware knows, or together with it under the device's lock</td></tr>
 * <tr><td>command: the ring</td><td>plain</td><td>plain</td><td>written under the queue lock, read under the engine lock</td>
 *     <td>ordered by tail and head, as below</td></tr>
 * <tr><td>tail</td><td>acquire; under the queue lock opaque</td><td>release</td><td>written under the queue lock</td>
 *     <td>the command, and the stores it is about, come before it</td></tr>
 * <tr><td>head</td><td>acquire; under the engine lock opaque</td><td>release</td><td>written under the engine lock</td>
 *     <td>a place is written again only after its command was executed</td></tr>
 * <tr><td>completed</td><td>acquire</td><td>release</td><td>written under the engine lock</td>
 *     <td>all commands before it are done</td></tr>
 * <tr><td>devices of a domain, a bit each</td><td>plain</td><td>plain</td><td>domain's lock</td><td>what the lock
 *     orders</td></tr>
 * <tr><td>entry of a domain: what its devices' DTEs begin with</td><td>plain</td><td>plain</td><td>domain's lock</td>
 *     <td>what the lock orders</td></tr>
 * <tr><td>last number</td><td>opaque</td><td>CAS</td><td>queue lock</td>
 *     <td>CAS only so that a faulty driver, which takes numbers without the lock, gets distinct ones</td></tr>
 * <tr><td>whether hardware runs freely</td><td>acquire</td><td>release</td><td>none</td>
 *     <td>decides who executes commands, and orders nothing else</td></tr>
 * <tr><td>caches and last fault of a device</td><td>objects, with a plain word</td><td>the same</td><td>device's lock</td>
 *     <td>what the lock orders; the word is for a scheduler ({@link dev.racewalk.core.memory.GuardedState})</td></tr>
 * <tr><td>data</td><td>opaque</td><td>opaque</td><td>none</td><td>owners and devices order their accesses by other
 *     means, or not at all</td></tr>
 * <tr><td>violations</td><td>a list, with a plain word</td><td>the same</td><td>lock of the log</td><td>as for the
 *     caches</td></tr>
 * <tr><td>count of violations</td><td>acquire</td><td>release</td><td>written under the lock of the log</td>
 *     <td>who finds none need not lock</td></tr>
 * </table>
 *
 * <p>A scheduler sees all that a device has cached as one word: two walks of one device depend on each other there,
 * whatever they have cached. The lists of devices and domains of an IOMMU are {@code CopyOnWriteArrayList}s, and are no
 * words: a device or a domain that is made while others work is not a case that the explorer covers.
 *
 * <h2>Self-check</h2>
 *
 * <p>While running, hardware notices when it reads an item in a frame that is not in use, is poisoned, or was recycled
 * since the pointer to it was read, and when a device reads or writes data in a page that is not its owner's any more
 * ({@link dev.racewalk.core.iommu.Iommu#violations}). When all is quiet, {@link
 * dev.racewalk.core.iommu.Iommu#check} compares all that is cached with a fresh walk. Both are one-sided: what hardware
 * has not read or cached, it cannot miss.
 */
@NullMarked
package dev.racewalk.core.iommu;

import org.jspecify.annotations.NullMarked;
