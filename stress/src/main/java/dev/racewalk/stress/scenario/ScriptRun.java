package dev.racewalk.stress.scenario;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.core.memory.Parking;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.DirtyRecorder;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.IovaRangeLock;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.verify.TableWalk;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.LivelockException;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.ResultCodes;
import dev.racewalk.stress.scenario.oracle.AtRest;
import dev.racewalk.stress.scenario.oracle.Leaf;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.ScriptDevice;
import dev.racewalk.stress.scenario.text.ScriptOp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sample of a scenario: prepares a machine, lets actors do what the text says, and judges.
 *
 * <p>An outcome begins with {@code allowed} if the results are some that the operations can have in some order and the machine
 * is as it should be after them; else with the invariant that is broken, {@code not allowed} or {@code not prepared}. All
 * results follow.
 */
public final class ScriptRun {
    /** What is judged of actors that break the contract. */
    private static final Set<String> JUDGED_ALWAYS =
            Set.of("I1 broken", "I2 broken", "I3 broken", "I9 broken", "I11 broken");

    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final int MOST_EXPECTED = 64;
    private static final Duration PATIENCE = Duration.ofNanos(1);
    private static final String ALLOWED = "allowed";
    private static final String NOT_ALLOWED = "not allowed";
    private static final String NOT_PREPARED = "not prepared";

    private final PreparedScript prepared;
    private final Machine m;
    private final @Nullable Device second;
    private final IotlbGather[] gathers;
    private final long[][] results;
    private final boolean isReady;
    private final @Nullable IovaRangeLock lock;

    /** Of each actor, if any is interrupted, whether it has begun: then its thread is known. */
    private final SharedWord[] begun;

    private final @Nullable Thread[] threads;

    /**
     * Prepares a sample.
     *
     * @param prepared the scenario
     */
    public ScriptRun(PreparedScript prepared) {
        this.prepared = prepared;
        m = prepared.pool().take();
        List<ScriptDevice> devices = prepared.script().head().devices();
        if (devices.size() > 1) {
            second = m.prepare()
                    .secondDevice(devices.get(1).drops(), devices.get(1).attached());
        } else {
            second = devices.isEmpty() || devices.get(0).attached()
                    ? null
                    : m.prepare().secondDevice(0, false);
        }
        gathers = new IotlbGather[prepared.script().actors().size()];
        results = new long[gathers.length][];
        for (int actor = 0; actor < gathers.length; actor++) {
            gathers[actor] = prepared.script().head().queued()
                    ? m.table().newQueuedGather()
                    : m.table().newGather();
            results[actor] = new long[prepared.script().actors().get(actor).size()];
        }
        lock = prepared.script().head().locked() ? new IovaRangeLock(m.memory()) : null;
        begun = prepared.interrupts() ? new SharedWord[gathers.length] : new SharedWord[0];
        for (int actor = 0; actor < begun.length; actor++) {
            begun[actor] = m.memory().newWord("actor " + (actor + 1) + " has begun", 0);
        }
        threads = new Thread[gathers.length];
        isReady = prepare();
    }

    private boolean prepare() {
        List<ScriptOp> before = prepared.script().before();
        if (before.isEmpty()) {
            return true;
        }
        m.prepare().begin();
        List<Long> right = prepared.answers().before();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).kind() == OpKind.EMPTY) {
                m.prepare()
                        .emptyTable(
                                before.get(i).iova(),
                                Long.numberOfTrailingZeros(before.get(i).size()));
                continue;
            }
            long result = operate(m.first(), gathers[0], before.get(i));
            if (i < right.size() && result != right.get(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Does what one actor does.
     *
     * @param actor from 0
     */
    public void act(int actor) {
        Lane lane = lane(actor);
        lane.begin();
        if (begun.length != 0) {
            threads[actor] = Thread.currentThread();
            begun[actor].storeRelease(1);
        }
        if (!isReady) {
            lane.end(ResultCodes.NOTHING);
            return;
        }
        List<ScriptOp> ops = prepared.script().actors().get(actor);
        boolean unmapped = false;
        for (int i = 0; i < ops.size(); i++) {
            long[] range = prepared.lockedRange(actor, i);
            results[actor][i] = range.length == 0
                    ? operate(lane, gathers[actor], ops.get(i))
                    : operateLocked(lane, gathers[actor], ops.get(i), range);
            unmapped |= OpResult.hasUnmapped(results[actor][i]);
        }
        lane.end(unmapped ? ResultCodes.UNMAPPED : ResultCodes.NOTHING);
    }

    private void interrupt(int actor) {
        if (begun.length != 0 && begun[actor].loadAcquire() != 0) {
            Parking.interrupt(Objects.requireNonNull(threads[actor]));
        }
    }

    private Lane lane(int actor) {
        return actor == 0 ? m.first() : actor == 1 ? m.second() : m.third();
    }

    private long operateLocked(Lane lane, IotlbGather gather, ScriptOp op, long[] range) {
        IovaRangeLock.Held held = hold(op, range[0], range[1]);
        if (held == null) {
            return OpResult.gaveUp();
        }
        try { // not with resources: what unwinds an actor that is given up would be added to itself
            return operate(lane, gather, op);
        } finally {
            held.close();
        }
    }

    /** Null if the request was given up. */
    private IovaRangeLock.@Nullable Held hold(ScriptOp op, long first, long last) {
        IovaRangeLock ranges = Objects.requireNonNull(lock);
        boolean isExclusive = op.kind().isExclusive();
        try {
            return switch (op.request()) {
                case WAITS -> isExclusive ? ranges.lockExclusive(first, last) : ranges.lockShared(first, last);
                case TRIES ->
                    isExclusive
                            ? ranges.tryLockExclusive(first, last, PATIENCE)
                            : ranges.tryLockShared(first, last, PATIENCE);
                case INTERRUPTIBLE ->
                    isExclusive
                            ? ranges.lockExclusiveInterruptibly(first, last)
                            : ranges.lockSharedInterruptibly(first, last);
            };
        } catch (InterruptedException e) {
            return null;
        }
    }

    private long operate(Lane lane, IotlbGather gather, ScriptOp op) {
        try {
            return switch (op.kind()) {
                case MAP -> mapped(m.table().tryMapPages(op.iova(), op.oa(), op.size(), op.count(), RW));
                case MAP_RANGE -> mapped(m.table().tryMapRange(op.iova(), op.oa(), op.length(), RW));
                case UNMAP -> unmap(gather, op);
                case SYNC -> {
                    m.table().sync(gather);
                    yield OpResult.DONE;
                }
                case LOOK -> look(op);
                case CUT -> OpResult.cut(m.table().cutMapping(op.iova()));
                case RECLAIM -> {
                    m.table().reclaim(Integer.MAX_VALUE);
                    yield OpResult.DONE;
                }
                case DIRTY -> {
                    m.table().setDirty(op.iova());
                    yield OpResult.DONE;
                }
                case CLEAN -> clean(gather, op);
                case READ -> access(op, Device.READ);
                case WRITE -> access(op, Device.WRITE);
                case CLOCK -> {
                    lane.clockOnce();
                    yield OpResult.DONE;
                }
                case ATTACH -> lane.attach() == ResultCodes.ATTACHED ? OpResult.DONE : OpResult.threw(false);
                case DETACH -> lane.detach() == ResultCodes.DETACHED ? OpResult.DONE : OpResult.threw(false);
                case INTERRUPT -> {
                    interrupt(op.device());
                    yield OpResult.DONE;
                }
                case CLOSE -> lane.close() == ResultCodes.CLOSED ? OpResult.DONE : OpResult.threw(false);
                case EMPTY -> throw new IllegalStateException("only before the actors start");
            };
        } catch (PageTableException e) {
            return OpResult.refused(e.refusal(), e.mappedBytes());
        } catch (RuntimeException e) {
            return OpResult.threw(e instanceof LivelockException);
        }
    }

    private static long mapped(long result) {
        Refusal refusal = MapResult.refusal(result);
        long bytes = MapResult.bytes(result);
        return refusal == null ? OpResult.mapped(bytes) : OpResult.refused(refusal, bytes);
    }

    private long unmap(IotlbGather gather, ScriptOp op) {
        long page = 1L << Addresses.PAGE;
        return OpResult.unmapped(m.table().unmapPages(op.iova(), page, op.length() >>> Addresses.PAGE, gather));
    }

    private long look(ScriptOp op) {
        long oa = m.table().iovaToPhys(op.iova());
        return oa == IoPageTable.NO_TRANSLATION ? OpResult.absent() : OpResult.translated(op.iova(), oa);
    }

    private long clean(IotlbGather gather, ScriptOp op) {
        Reported reported = new Reported();
        m.table().readAndClearDirty(op.iova(), op.length(), 0, reported, gather);
        return OpResult.dirty(reported.bytes);
    }

    private static final class Reported implements DirtyRecorder {
        long bytes;

        @Override
        public void record(long iova, long length) {
            bytes += length;
        }
    }

    private long access(ScriptOp op, int access) {
        Device device = op.device() == 1 && second != null ? second : m.device();
        long oa = device.translate(op.iova(), access);
        if (oa >= 0) {
            return OpResult.translated(op.iova(), oa);
        }
        return oa == TranslationFault.NOT_PRESENT.code()
                ? OpResult.notPresent()
                : oa == TranslationFault.BEYOND_ROOT.code()
                        ? OpResult.beyondRoot()
                        : oa == TranslationFault.BLOCKED.code() ? OpResult.blocked() : OpResult.fault();
    }

    /* At rest. */

    /**
     * Judges, when all actors are over.
     *
     * @return the outcome
     */
    public String atRest() {
        if (!isReady) {
            return NOT_PREPARED + ": " + inWords();
        }
        if (prepared.script().head().contractBroken()) {
            return judgeBroken() + ": " + inWords();
        }
        List<Long> key = new ArrayList<>();
        for (long[] each : results) {
            for (long result : each) {
                key.add(result);
            }
        }
        List<AtRest> ways = prepared.waysOf(key);
        return (ways == null ? NOT_ALLOWED : judge(ways)) + ": " + inWords();
    }

    private String judge(List<AtRest> ways) {
        List<AtRest> possible = ways.stream().filter(this::isSoDirty).toList();
        if (possible.isEmpty()) {
            return "I13 broken";
        }
        AtRest rest = possible.get(0);
        for (int i = 1; i < possible.size() && !isLike(rest); i++) {
            rest = possible.get(i);
        }
        for (Leaf leaf : rest.leaves()) {
            m.expect(leaf.iova(), leaf.lg2(), leaf.oa());
        }
        if (!rest.closed()) {
            m.expectTopLevel(rest.topLevel());
            if (!prepared.reclaims()) { // else what is empty may have gone, or not
                m.expectTables(rest.tables());
            }
        }
        return m.atRest(ScriptInUse.isLive() ? meeting() : ALLOWED);
    }

    private String meeting() {
        String way = results.length == 2 ? m.meeting() : m.meetingOfThree();
        return way.equals("apart") ? ALLOWED : ALLOWED + ", " + way;
    }

    private boolean isSoDirty(AtRest rest) {
        List<Long> pages = prepared.answers().pages();
        for (int i = 0; i < pages.size() && !rest.closed(); i++) {
            if (m.isDirty(pages.get(i)) != ((rest.dirty() >>> i & 1) != 0)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the machine looks as it should, for who must choose: it is verified afterwards. */
    private boolean isLike(AtRest rest) {
        if (rest.closed() || m.isClosed()) {
            return rest.closed() && m.isClosed();
        }
        List<Leaf> found = new ArrayList<>();
        int[] tables = {1};
        TableWalk.items(m.table(), (path, item) -> {
            tables[0] += Item.isTable(item, path.level()) ? 1 : 0;
            return true;
        });
        TableWalk.entries(m.table(), (iova, lg2, item) -> found.add(new Leaf(iova, lg2, Item.leafAddress(item))));
        return m.topLevel() == rest.topLevel()
                && (prepared.reclaims() || tables[0] == rest.tables())
                && found.equals(rest.leaves());
    }

    /** Of actors that break the contract only what no caller may break is judged. */
    private String judgeBroken() {
        if (!m.isClosed()) {
            expectWhatIsThere();
        }
        String broken = m.atRest(ALLOWED);
        return JUDGED_ALWAYS.contains(broken) ? broken : ALLOWED;
    }

    private void expectWhatIsThere() {
        List<Leaf> found = new ArrayList<>();
        TableWalk.entries(m.table(), (iova, lg2, item) -> {
            if (Level.ofSize(lg2) <= Level.MAX) {
                found.add(new Leaf(iova, lg2, Item.leafAddress(item)));
            }
        });
        for (Leaf leaf : found.subList(0, Math.min(found.size(), MOST_EXPECTED))) {
            m.expect(leaf.iova(), leaf.lg2(), leaf.oa());
        }
        m.expectTopLevel(m.topLevel());
    }

    private static boolean isSilent(OpKind kind) {
        return kind == OpKind.SYNC || kind == OpKind.CLOCK || kind == OpKind.INTERRUPT || kind == OpKind.RECLAIM;
    }

    private String inWords() {
        StringBuilder words = new StringBuilder();
        for (int actor = 0; actor < results.length; actor++) {
            words.append(actor == 0 ? "" : " | ");
            List<ScriptOp> ops = prepared.script().actors().get(actor);
            boolean first = true;
            for (int i = 0; i < ops.size(); i++) {
                if (isSilent(ops.get(i).kind())) {
                    continue; // there is nothing to tell
                }
                words.append(first ? "" : ", ").append(OpResult.inWords(ops.get(i), results[actor][i]));
                first = false;
            }
        }
        return words.toString();
    }
}
