package dev.racewalk.stress.scenario.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a scenario keeps beside its grammar: what is gathered is synced, devices come and go as they can, a table that
 * is closed is closed by the last who works on it, and actors work on ranges of their own unless the scenario says otherwise.
 */
public final class ScriptRules {
    private static final int MOST_OPERATIONS = 64;

    private final Script script;
    private final ScriptHead head;

    private ScriptRules(Script script) {
        this.script = script;
        head = script.head();
    }

    /**
     * Holds a scenario against all rules.
     *
     * @param script any
     * @throws ScriptException if one is broken; the message names the line and the rule
     */
    public static void check(Script script) {
        new ScriptRules(script).checkAll();
    }

    /** A range of an operation, with all of each entry that it touches a part of. */
    private record Touched(int actor, ScriptOp op, long first, long last) {
        boolean overlaps(Touched other) {
            return Long.compareUnsigned(first, other.last) <= 0 && Long.compareUnsigned(other.first, last) <= 0;
        }
    }

    private void checkAll() {
        if (script.actors().size() < 2 || script.actors().size() > 3) {
            throw new ScriptException(0, script.actors().size() + " actors: must be 2 or 3");
        }
        if (script.operations() > MOST_OPERATIONS) {
            throw new ScriptException(
                    0, script.operations() + " operations: must be at most " + MOST_OPERATIONS + " together");
        }
        checkDevices();
        checkOps(script.before(), true);
        script.actors().forEach(ops -> checkOps(ops, false));
        checkAttachments();
        checkClose();
        checkContract();
    }

    private void checkDevices() {
        List<ScriptDevice> devices = head.devices();
        if (!devices.isEmpty() && devices.get(0).drops() != 0) {
            throw new ScriptException(0, "device A: must keep what it caches; only B may have drops");
        }
        if (devices.size() > 1 && !devices.get(0).attached()) {
            throw new ScriptException(0, "device A: must be attached if there is a device B");
        }
        if (devices.isEmpty() && head.queue() != ScriptHead.QUEUE) {
            throw new ScriptException(0, "queue = " + head.queue() + ": there must be a device");
        }
    }

    private void checkOps(List<ScriptOp> ops, boolean before) {
        ScriptOp gathered = null;
        for (ScriptOp op : ops) {
            if (op.kind() == OpKind.EMPTY && !before) {
                throw new ScriptException(op.line(), "'empty' must stand in 'before'");
            }
            if (before && op.kind() == OpKind.CLOSE) {
                throw new ScriptException(op.line(), "'close' must be an actor's");
            }
            boolean needsDevice = op.kind().isAccess()
                    || op.kind() == OpKind.ATTACH
                    || op.kind() == OpKind.DETACH
                    || op.kind() == OpKind.CLOCK;
            if (needsDevice && op.device() >= head.devices().size()) {
                throw new ScriptException(op.line(), "'" + op.kind().word() + "' needs a device");
            }
            if (op.kind() == OpKind.MAP || op.kind() == OpKind.MAP_RANGE) {
                LeafPlan.of(op, head.vaLg2());
            }
            if (op.kind() == OpKind.EMPTY && (op.length() == 0 || Long.bitCount(op.length()) != 1)) {
                throw new ScriptException(op.line(), "'empty' must have a size that is a power of two");
            }
            if ((op.kind() == OpKind.UNMAP || op.kind() == OpKind.CLEAN) && op.length() % (1L << 12) != 0) {
                throw new ScriptException(op.line(), "the length must be a multiple of 4K");
            }
            checkRequest(op, before);
            checkChangeOfTables(op);
            gathered = op.kind().gathers() ? op : op.kind() == OpKind.SYNC ? null : gathered;
        }
        if (gathered != null) {
            throw new ScriptException(
                    gathered.line(), "'" + gathered.kind().word() + "' must be followed by a 'sync' of the same actor");
        }
    }

    private void checkChangeOfTables(ScriptOp op) {
        boolean changesTables = op.kind() == OpKind.CUT || op.kind() == OpKind.RECLAIM;
        if (changesTables && head.frames() != null) {
            throw new ScriptException(op.line(), "'" + op.kind().word() + "' must not stand beside 'frames'");
        }
        if (op.kind() == OpKind.CUT && (op.iova() % (1L << 12) != 0 || !isInWidth(op.iova()))) {
            throw new ScriptException(op.line(), "the address must be a multiple of 4K that the table may span");
        }
    }

    private boolean isInWidth(long iova) {
        return head.vaLg2() == Long.SIZE || iova >>> head.vaLg2() == 0;
    }

    private void checkRequest(ScriptOp op, boolean before) {
        if (op.request() != Request.WAITS
                && (before || !head.locked() || !op.kind().isOnRange())) {
            throw new ScriptException(
                    op.line(),
                    "'" + op.request().word()
                            + "' must stand before an operation on a range, of an actor, where lock=ranges");
        }
        if (op.kind() == OpKind.INTERRUPT
                && (before || !head.locked() || op.device() >= script.actors().size())) {
            throw new ScriptException(
                    op.line(),
                    "'interrupt' must be an actor's, name an actor that the scenario has, and stand where lock=ranges");
        }
    }

    /** Each device is attached and detached in turn, by one actor or before. */
    private void checkAttachments() {
        for (int device = 0; device < head.devices().size(); device++) {
            boolean attached = head.devices().get(device).attached();
            attached = follow(script.before(), device, attached);
            int by = -1;
            for (int actor = 0; actor < script.actors().size(); actor++) {
                ScriptOp first = firstAttachment(script.actors().get(actor), device);
                if (first == null) {
                    continue;
                }
                if (by >= 0) {
                    throw new ScriptException(first.line(), "a device must be attached and detached by one actor only");
                }
                by = actor;
                attached = follow(script.actors().get(actor), device, attached);
            }
            if (device == 0 && !attached) {
                throw new ScriptException(0, "device A: must be attached in the end");
            }
        }
    }

    private static @Nullable ScriptOp firstAttachment(List<ScriptOp> ops, int device) {
        return ops.stream()
                .filter(op -> op.device() == device && (op.kind() == OpKind.ATTACH || op.kind() == OpKind.DETACH))
                .findFirst()
                .orElse(null);
    }

    private boolean follow(List<ScriptOp> ops, int device, boolean before) {
        boolean attached = before;
        for (ScriptOp op : ops) {
            if (op.device() != device || (op.kind() != OpKind.ATTACH && op.kind() != OpKind.DETACH)) {
                continue;
            }
            boolean attaches = op.kind() == OpKind.ATTACH;
            if (attaches == attached) {
                throw new ScriptException(
                        op.line(), "the device must be " + (attaches ? "detached" : "attached") + " at that time");
            }
            if (device == 0 && head.devices().get(0).attached()) {
                throw new ScriptException(op.line(), "device A must stay attached, unless it begins detached");
            }
            attached = attaches;
        }
        return attached;
    }

    private void checkClose() {
        for (int actor = 0; actor < script.actors().size(); actor++) {
            boolean closed = false;
            for (ScriptOp op : script.actors().get(actor)) {
                if (closed && !op.kind().isAccess() && op.kind() != OpKind.CLOCK) {
                    throw new ScriptException(op.line(), "after 'close' an actor may only read, write and clock");
                }
                closed |= op.kind() == OpKind.CLOSE;
                if (op.kind() == OpKind.CLOSE) {
                    requireOthersWalkOnly(actor, op.line());
                }
            }
        }
    }

    private void requireOthersWalkOnly(int closer, int line) {
        for (int actor = 0; actor < script.actors().size(); actor++) {
            for (ScriptOp op : script.actors().get(actor)) {
                if (actor != closer && !op.kind().isAccess() && op.kind() != OpKind.CLOCK) {
                    throw new ScriptException(
                            op.line() == 0 ? line : op.line(),
                            "beside 'close' other actors may only read, write and clock");
                }
            }
        }
    }

    private void checkContract() {
        if (head.locked() || head.contractBroken()) {
            if (head.locked() && head.contractBroken()) {
                throw new ScriptException(0, "'contract broken' must not stand where lock=ranges");
            }
            return;
        }
        List<Touched> all = touched(script);
        for (Touched one : all) {
            for (Touched other : all) {
                if (one.actor < other.actor
                        && one.overlaps(other)
                        && (one.op.kind().isExclusive() || other.op.kind().isExclusive())) {
                    throw new ScriptException(
                            other.op.line(),
                            "'" + ScriptWriter.write(other.op) + "' of actor " + (other.actor + 1)
                                    + " must not overlap '" + ScriptWriter.write(one.op) + "' of actor "
                                    + (one.actor + 1) + ", unless the table says lock=ranges, or the scenario says "
                                    + "'contract broken' and then only I1, I2, I3, I9 and I11 are judged");
                }
            }
        }
    }

    private static List<Touched> touched(Script script) {
        List<Touched> all = new ArrayList<>();
        for (int actor = 0; actor < script.actors().size(); actor++) {
            for (ScriptOp op : script.actors().get(actor)) {
                if (op.kind().isOnRange() && op.length() != 0) {
                    long[] range = range(script, op);
                    all.add(new Touched(actor, op, range[0], range[1]));
                }
            }
        }
        return all;
    }

    /**
     * Returns the range that callers of an operation lock: its own, with all of each entry of the scenario that it touches a
     * part of.
     *
     * @param script whose operation it is
     * @param op an operation on a range
     * @return first and last address, inclusive
     */
    public static long[] range(Script script, ScriptOp op) {
        long[] range = {op.iova(), Long.compareUnsigned(op.last(), op.iova()) < 0 ? -1 : op.last()};
        extend(range, script.before(), script.head().vaLg2());
        script.actors().forEach(ops -> extend(range, ops, script.head().vaLg2()));
        return range;
    }

    private static void extend(long[] range, List<ScriptOp> ops, int vaLg2) {
        for (ScriptOp op : ops) {
            if (op.kind() != OpKind.MAP && op.kind() != OpKind.MAP_RANGE) {
                continue;
            }
            long iova = op.iova();
            for (int lg2 : LeafPlan.of(op, vaLg2).sizes()) {
                long last = iova + (1L << lg2) - 1;
                if (Long.compareUnsigned(iova, range[1]) <= 0 && Long.compareUnsigned(range[0], last) <= 0) {
                    range[0] = Long.compareUnsigned(iova, range[0]) < 0 ? iova : range[0];
                    range[1] = Long.compareUnsigned(last, range[1]) > 0 ? last : range[1];
                }
                iova = last + 1;
            }
        }
    }
}
