package dev.racewalk.stress.scenario.text;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.stress.machine.Addresses;
import java.util.List;

/** Writes scenarios as {@link ScriptReader} reads them. */
final class ScriptWriter {
    private static final String DEVICES = "AB";

    private ScriptWriter() {}

    static String write(Script script) {
        StringBuilder text = new StringBuilder();
        writeHead(script.head(), text);
        if (!script.before().isEmpty()) {
            text.append("before\n");
            writeOps(script.before(), text);
        }
        for (List<ScriptOp> actor : script.actors()) {
            text.append("actor\n");
            writeOps(actor, text);
        }
        return text.toString();
    }

    private static void writeHead(ScriptHead head, StringBuilder text) {
        text.append("scenario ").append(head.name()).append('\n');
        text.append("table start=").append(head.startingLevel());
        if (head.vaLg2() != ScriptHead.VA_LG2) {
            text.append(" va=").append(head.vaLg2());
        }
        if (head.queued()) {
            text.append(" gather=queued");
        } else if (head.gatherMode() == GatherMode.NO_GAPS) {
            text.append(" gather=no-gaps");
        }
        if (head.locked()) {
            text.append(" lock=ranges");
        }
        text.append('\n');
        if (head.contractBroken()) {
            text.append("contract broken\n");
        }
        ScriptFrames frames = head.frames();
        if (frames != null) {
            text.append("frames each=")
                    .append(frames.each())
                    .append(" prepared=")
                    .append(frames.prepared());
            if (frames.pool() != 0) {
                text.append(" pool=").append(frames.pool());
            } else if (frames.shared()) {
                text.append(" shared=yes");
            }
            if (frames.first() != Integer.MAX_VALUE) {
                text.append(" first=").append(frames.first());
            }
            text.append('\n');
        }
        for (int i = 0; i < head.devices().size(); i++) {
            ScriptDevice device = head.devices().get(i);
            text.append("device ").append(DEVICES.charAt(i));
            if (!device.attached()) {
                text.append(" detached");
            }
            if (device.drops() != 0) {
                text.append(" drops=").append(device.drops());
            }
            text.append('\n');
        }
        if (head.queue() != ScriptHead.QUEUE) {
            text.append("queue ").append(head.queue()).append('\n');
        }
    }

    private static void writeOps(List<ScriptOp> ops, StringBuilder text) {
        for (ScriptOp op : ops) {
            String request = op.request().word();
            text.append("  ").append(request).append(request.isEmpty() ? "" : " ");
            text.append(write(op)).append('\n');
        }
    }

    static String write(ScriptOp op) {
        String word = op.kind().word();
        String where = Spot.write(op.iova());
        return switch (op.kind()) {
            case SYNC, CLOCK, CLOSE, RECLAIM -> word;
            case ATTACH, DETACH -> word + " " + DEVICES.charAt(op.device());
            case INTERRUPT -> word + " " + (op.device() + 1);
            case READ, WRITE -> word + " " + DEVICES.charAt(op.device()) + " " + where;
            case LOOK, DIRTY, CUT -> word + " " + where;
            case MAP ->
                word + " " + where + " " + Spot.writeLength(op.size()) + (op.count() == 1 ? "" : " x" + op.count())
                        + output(op);
            case MAP_RANGE -> word + " " + where + " " + Spot.writeLength(op.size()) + output(op);
            case UNMAP, CLEAN, EMPTY -> word + " " + where + " " + Spot.writeLength(op.size());
        };
    }

    /** Output addresses are those of input addresses, as {@link Addresses#oa} has them. */
    private static String output(ScriptOp op) {
        return op.oa() == Addresses.oa(op.iova()) ? "" : " to " + Spot.write(op.oa() - Addresses.oa(0));
    }
}
