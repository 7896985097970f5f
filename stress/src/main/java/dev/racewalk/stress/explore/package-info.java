/**
 * Runs a race in every way that a memory model allows: what jcstress samples, this package enumerates.
 *
 * <h2>How</h2>
 *
 * <p>The races and core are the classes that jcstress runs. {@code EngineHook} lies below core's {@link
 * dev.racewalk.core.memory.Access} and makes each access of an actor a step of the {@code Engine}, which passes one
 * baton between the actors' threads, from step to step. Above the hook nothing is replaced but the frames of a machine,
 * so the real bulk operations, locks and waits are explored, each access of theirs a step. Steps are:
 *
 * <ul>
 *   <li>Loads, stores, compare-and-sets and clears of bits, each in the mode that the code asks for, of every word that
 *       the memory of the race made: items, tops, links of frames, the command ring and its numbers, device table
 *       entries, devices of a domain, the states and stacks of a frame pool, and the words that stand for fields under
 *       a lock. {@code Locations} numbers them.
 *   <li>Taking a lock, trying to, and releasing it. Locks are such words: they acquire and release, or what the code
 *       asks for.
 *   <li>Allocating a frame of a machine and freeing one, one step each, and asking for its state ({@code
 *       ExploredFrames}); and the notes by which actors tell who is at work. So an end state here is an outcome of
 *       jcstress.
 * </ul>
 *
 * <p>An interruption ({@code Parking.interrupt}) and the look for one are steps, too: on a word for each actor.
 *
 * <p>An actor that waits ({@code SpinLock.pause}, {@code Parking.park}) goes on when a word that it has read is
 * another. An actor that waits for something that is no step, or runs without one, ends the exploration: the command
 * says which actor waits and where, and ends with status 3 ({@code Watch}). Words must be made before actors run; one
 * that an actor makes is refused.
 *
 * <p>A race with several {@linkplain dev.racewalk.stress.machine.Cases cases} is explored case by case, until one ends
 * wrongly; it is complete if each of them is.
 *
 * <p>Under {@code sc} and {@code tso}, {@code Search} enumerates executions depth first without storing states, one of each set
 * that differs only in the order of independent steps: optimal dynamic partial-order reduction with wakeup trees
 * (Abdulla, Aronis, Jonsson, Sagonas 2014). Under {@code weak}, {@code GraphSearch} enumerates execution graphs, that is
 * which write each load reads and in which order the writes of a word come, each graph once, whatever the order of its
 * steps (TruSt; Kokologiannakis, Marmanis, Gladstein, Vafeiadis 2022). A thread that waits for hardware and has seen no
 * progress does not look again at that point: it would see what it sees in the execution in which it looks later; an
 * execution that ends with such a thread, or one that waits for a lock that was free all the while, is given up. {@code
 * PlainSearch} enumerates all schedules ({@code
 * --no-reduction}), or those with few context switches (as in CHESS; Musuvathi, Qadeer 2007). {@code Sampler} samples
 * where a bound is reached, at random and by random priorities (PCT; Burckhardt, Kothari, Musuvathi, Nagarakatte 2010).
 *
 * <p>{@code ReductionTest} checks the reduction on some races: plain enumeration, and samples, show no end state that
 * it lacks, and each model has all end states of the stronger ones.
 *
 * <h2>Models</h2>
 *
 * <ul>
 *   <li>{@code sc}: each step takes effect when it is made.
 *   <li>{@code tso}: stores wait in a buffer of their actor; locked operations drain it. That is x86.
 *   <li>{@code weak}: each location has a history of writes, and each actor has seen a part of it; release and acquire
 *       hand on what was seen. A lock orders its holders, and nothing else; one that is released by an opaque store
 *       does not even order them. A frame that is free at first holds garbage. Not covered: load buffering, that is a
 *       load that reads what its own actor stores later, and values out of thin air.
 * </ul>
 *
 * <p>Volatile accesses under {@code weak} are what JEP 193 promises: each acquires or releases, or both, and all volatile
 * accesses are in one order that agrees with each actor's own. They are no fences: between two opaque accesses a volatile
 * one, a compare-and-set that succeeds included, orders nothing by itself, and a volatile compare-and-set that fails is a
 * volatile load. How the order and happens-before go together is RC11's definition for sc accesses (Lahav, Vafeiadis, Kang,
 * Hur, Dreyer 2017), since Java's is in prose. Where that differs: the published model of Java's access modes, JAM21 (Liu,
 * Bender, Palsberg 2022), allows load buffering, which is not covered here; a full fence is not modelled, and core has none;
 * the kernel's {@code cmpxchg()} is a full barrier where it succeeds, and orders nothing where it fails, so that what is right
 * here with a volatile compare-and-set is right there where it succeeds. HotSpot's volatile compare-and-set is a full
 * barrier on x86 and on AArch64, so that an execution shown here need not show on these.
 *
 * <p>The shapes of the literature (SB, MP, LB, CoRR, IRIW, 2+2W), locks and frames give just the outcomes that each
 * model allows ({@code LitmusTest}); {@code LitmusFilesTest} compares {@code tso} and {@code weak} with the verdicts of
 * herd7 where such files are at hand; {@code RandomProgramsTest} compares the searches with all executions of random
 * programs of two and three actors, and counts that each graph comes once.
 *
 * <h2>What is not seen</h2>
 *
 * <ul>
 *   <li>How a frame pool hands frames out under a table: a machine has frames of its own kind, whose hand-out is one
 *       step. The real {@link dev.racewalk.core.memory.FramePool} is explored without a table by the family {@code
 *       pool}, and under a table by scenarios that ask for it ({@code frames pool=2}). Free frames of a machine are not poisoned here, also where a race asks for it.
 *   <li>What is no word of the memory: the count of tables of a page table, a {@code LongAdder}; the lists of devices
 *       and domains of an IOMMU, which no race changes. {@code SharedFieldsTest} reports fields of core that two actors
 *       touch, one of them writing, unless steps order them.
 *   <li>The inside of objects under a lock: what a device has cached, the requests of a range lock, the operations of a
 *       range check, the log of violations. One plain word stands for each ({@link
 *       dev.racewalk.core.memory.GuardedState}). A missing lock there is a data race, and each order of two holders is
 *       tried; a stale read of a single field is not.
 *   <li>Fields of a race that two actors share: {@code SharedFields} warns of them.
 *   <li>Time: a wait with a timeout ends when its thread has looked once more.
 *   <li>Words of frames beyond the window of a race are steps only if two actors touch them, and one writes; when the
 *       first such word is found the exploration starts over. A schedule names them.
 *   <li>An actor that repeats what it does as long as another is at work repeats it once here, however often in
 *       jcstress: enough to meet each state of the other with its first try, and to try again afterwards.
 *   <li>A device that drops what it has cached at random does so at the same places in each execution.
 *   <li>Races of three actors, unless a regular expression selects them: the command leaves them out by default.
 * </ul>
 *
 * <p>A gigabyte is enough for any race: with a heap of 768 MB, one JVM explored all races of the catalogue at the time, those of
 * three actors too, under all three models, 537 explorations, each to its end within 120 s (OpenJDK 17; {@code
 * JAVA_TOOL_OPTIONS=-Xmx768m}, {@code explore '.*' --model sc,tso,weak --time 120 --processes 1}).
 *
 * <h2>Data races</h2>
 *
 * <p>Under {@code sc} each execution is looked through for accesses to one word by two actors that nothing orders, of which
 * one writes and one is plain ({@code DataRaces}). What orders is what Java's access modes promise. {@code relaxed-top} and
 * {@code unzeroed-publish} have such races, between the stores that zero a frame and the loads of who follows the pointer,
 * although no execution under {@code sc} ends wrongly.
 *
 * <p>The right protocol, used as the contract says, has two kinds, which are permitted. A map over tables of several levels looks
 * through them by plain loads, and reads again what it has found there, while a reclaim may sever one of them. And core clears and writes more than 32 neighbouring
 * items by accesses that are plain for Java, and a walker may read them or set D in them meanwhile (in {@code
 * ChainUnmapUnderWalkerRace}, say). A 64-bit JVM does not split them. Any other kind is as wrong as a forbidden outcome: a
 * lock that is not taken, or an access in too weak a mode, shows so in a race that ends well. Races whose actors break a
 * contract have others, and say so ({@link dev.racewalk.stress.suite.BreaksContract}): {@code MapUnderOvermapRace}, {@code
 * TwoOvermapsRace}, {@code LateWriterRace}. The explorer reports permitted data races, too.
 *
 * <h2>From a wrong end state to a schedule</h2>
 *
 * <p>Up to 200 samples come before the search, since bugs that need several switches are found sooner by them. {@code
 * Shortener} takes context switches out of what was found. Then the schedule is run once more, with names: {@code Trace} writes
 * down each step with the code that makes it, and what table, frames and caches hold after it ({@code TableSnapshot});
 * {@code TraceRows} tells neighbouring items that read or wrote the same together, leaves out loads of the machine's own words
 * that no other actor writes, and folds, of more than 38 rows, those that touch only words that no other actor touches. What
 * comes of it is an {@link dev.racewalk.stress.record.Interleaving}, from which both the lines and the drawing are made; it is
 * kept with the exploration, so that a report can draw it without the explorer, up to 400 rows and 20,000 nodes. {@code
 * WrongStep} marks the step where it went wrong: by what the verdict is about if that can be seen in the memory, and by
 * {@code PointOfNoReturn} else, which looks for the step after which no continuation that it tries ends well. An
 * actor that is refused frames again and again waits for a change; if nobody is left to bring one, the execution ends
 * as a livelock. All faults of the catalogue that need several threads are found in this way ({@code
 * ExploredFaultsTest}); {@code growth-livelock} in {@code NoMemoryChainGrowthRace}, since in the race that catches it
 * fastest another actor helps in the end.
 *
 * <p>An execution can be handed to herd7, as a litmus test: {@link dev.racewalk.stress.explore.litmus}.
 *
 * <p>Lincheck, a model checker that is not ours, gives a second opinion on installs and growth ({@code LincheckTest}), under
 * sequential consistency.
 *
 * <h2>A finding: the top in increase_top()</h2>
 *
 * <p>Linux writes the top of the table with a relaxed store under the lock ({@code increase_top()}, 6.19); readers take it
 * without the lock. Put into core, as the fault {@code relaxed-top}, this survives every execution of {@code GrowthByOneRace}
 * under {@code sc} and {@code tso}, and fails under {@code weak}: {@code explore GrowthByOneRace --fault relaxed-top --model
 * weak} prints, here without files and lines (the frame that becomes the new top held garbage before it was zeroed):
 *
 * <pre>
 *      growsAndMaps1                                  growsAndMaps2
 *  1                                                  readTop: top of table is frame 1 at level 1
 *  2   readTop: top of table is frame 1 at level 1, 3 times
 *  5   allocate: gets frame 2
 *  6   increaseTop: frame 2 item 0 := table in frame 1
 *  7   lockTop: takes the top lock
 *  8   readTop: top of table is frame 1 at level 1
 *  9   publishTop: top of table := frame 2 at level 2
 *  10  unlockTop: releases the top lock
 *  11  readTop: top of table is frame 2 at level 2
 *  12  writeLeaves: item 9 is empty; item 9 := leaf 0x4000240000000
 *  14                                                 readTop: top of table is frame 2 at level 2
 *  15                                                 writeLeaves: item 10 is garbage (stale: 1 younger write)
 * &gt;16                                                 readItem: item 10 is garbage (stale: 1 younger write)
 *
 * mapped, EADDRINUSE, I12 broken: I12 broken at iova 0x280000000: 1 of 2 entries found; this one is lost
 * </pre>
 *
 * <p>The second actor reads the new top, and then an item of it as it was before the first actor zeroed the frame: nothing
 * orders the two loads with the two stores, since step 9 is opaque and not a release (I2). It takes what was left there for a
 * translation, and refuses to map.
 *
 * <p>What was shown is a model: Java's promises for opaque accesses, and the kernel's for relaxed ones where no address
 * dependency orders them. It was not seen on a machine; on x86 it cannot be. In C an address dependency orders the
 * reader's two loads on all machines that Linux supports but not the writer's two stores, so a barrier or a release
 * store is missing on the writer's side alone. The same holds for {@code unzeroed-publish}.
 */
@NullMarked
package dev.racewalk.stress.explore;

import org.jspecify.annotations.NullMarked;
