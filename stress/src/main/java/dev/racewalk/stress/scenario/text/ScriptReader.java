package dev.racewalk.stress.scenario.text;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.stress.machine.Addresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a scenario, and holds it against {@link ScriptRules}. */
public final class ScriptReader {
    /** Longest file that can be a scenario. */
    public static final int MOST_BYTES = 1 << 20;

    private static final int MOST_LINES = 1_000;
    private static final int MOST_COUNT = 4_096;

    private final Set<String> said = new HashSet<>();
    private final List<ScriptDevice> devices = new ArrayList<>();
    private final List<ScriptOp> before = new ArrayList<>();
    private final List<List<ScriptOp>> actors = new ArrayList<>();
    private @Nullable List<ScriptOp> current;
    private ScriptHead head = ScriptHead.of("", 0);
    private int line;

    private ScriptReader() {}

    /**
     * Reads a scenario.
     *
     * @param text its lines
     * @return the scenario
     * @throws ScriptException if it is none; the message names the line and the rule
     */
    public static Script read(String text) {
        Script script = new ScriptReader().readAll(text.lines().toList());
        ScriptRules.check(script);
        return script;
    }

    private Script readAll(List<String> lines) {
        if (lines.size() > MOST_LINES) {
            throw new ScriptException(MOST_LINES + 1, "a scenario must have at most " + MOST_LINES + " lines");
        }
        for (String each : lines) {
            line++;
            int comment = each.indexOf('#');
            String bare = (comment < 0 ? each : each.substring(0, comment)).strip();
            if (!bare.isEmpty()) {
                readLine(bare.split("\\s+", -1));
            }
        }
        if (!said.contains("scenario") || !said.contains("table")) {
            throw new ScriptException(0, "a scenario must have a line 'scenario NAME' and a line 'table start=LEVEL'");
        }
        return new Script(head.with(devices.toArray(ScriptDevice[]::new)), before, actors);
    }

    private void readLine(String[] words) {
        switch (words[0]) {
            case "before" -> {
                once(words, 1);
                if (!actors.isEmpty()) {
                    throw wrong("'before' must come before the first 'actor'");
                }
                current = before;
            }
            case "actor" -> {
                count(words, 1);
                current = new ArrayList<>();
                actors.add(current);
            }
            case "scenario", "table", "contract", "frames", "device", "queue" -> readHead(words);
            default -> readOp(words);
        }
    }

    private void readHead(String[] words) {
        if (current != null) {
            throw wrong("'" + words[0] + "' must come before 'before' and the first 'actor'");
        }
        switch (words[0]) {
            case "scenario" -> {
                once(words, 2);
                if (!words[1].matches("[A-Za-z0-9-]{1,64}")) {
                    throw wrong("name = " + words[1] + ": must be 1 to 64 letters, digits and hyphens");
                }
                head = head.named(words[1]);
            }
            case "table" -> readTable(words);
            case "contract" -> {
                once(words, 2);
                if (!words[1].equals("broken")) {
                    throw wrong("contract " + words[1] + ": must be 'contract broken', or left out");
                }
                head = head.overlapping(head.locked(), true);
            }
            case "frames" -> readFrames(words);
            case "device" -> readDevice(words);
            default -> {
                once(words, 2);
                head = head.withQueue(number("queue", words[1], 1, 1 << 10));
            }
        }
    }

    private void readTable(String[] words) {
        once(words, 0);
        Map<String, String> values = values(words, 1, "start", "va", "gather", "lock");
        String start = values.get("start");
        if (start == null) {
            throw wrong("'table' must say start=LEVEL");
        }
        String gather = values.getOrDefault("gather", "flush-range");
        String lock = values.getOrDefault("lock", "none");
        if (!Set.of("flush-range", "no-gaps", "queued").contains(gather)) {
            throw wrong("gather = " + gather + ": must be flush-range, no-gaps or queued");
        }
        if (!Set.of("none", "ranges").contains(lock)) {
            throw wrong("lock = " + lock + ": must be none or ranges");
        }
        head = new ScriptHead(
                head.name(),
                number("start", start, 1, 5),
                number("va", values.getOrDefault("va", Integer.toString(ScriptHead.VA_LG2)), 13, 64),
                gather.equals("no-gaps") ? GatherMode.NO_GAPS : GatherMode.FLUSH_RANGE,
                gather.equals("queued"),
                lock.equals("ranges"),
                head.contractBroken(),
                head.frames(),
                List.of(),
                head.queue());
    }

    private void readFrames(String[] words) {
        once(words, 0);
        Map<String, String> values = values(words, 1, "each", "prepared", "shared", "first", "pool");
        String pool = values.get("pool");
        String shared = values.getOrDefault("shared", pool == null ? "no" : "yes");
        if (!Set.of("yes", "no").contains(shared)) {
            throw wrong("shared = " + shared + ": must be yes or no");
        }
        if (pool != null && (!Set.of("1", "2", "4").contains(pool) || shared.equals("no"))) {
            throw wrong("pool = " + pool + ": must be 1, 2 or 4 stripes, and not stand beside shared=no");
        }
        String first = values.get("first");
        head = head.with(new ScriptFrames(
                number("each", values.getOrDefault("each", "0"), 0, 31),
                number("prepared", values.getOrDefault("prepared", "0"), 0, 31),
                shared.equals("yes"),
                first == null ? Integer.MAX_VALUE : number("first", first, 0, 31),
                pool == null ? 0 : Spot.number(pool)));
    }

    private void readDevice(String[] words) {
        String name = words.length > 1 ? words[1] : "";
        if (devices.size() == 2 || !name.equals(devices.isEmpty() ? "A" : "B")) {
            throw wrong("device " + name + ": must be A, and then B, of which there are no more");
        }
        boolean detached = words.length > 2 && words[2].equals("detached");
        Map<String, String> values = values(words, detached ? 3 : 2, "drops");
        devices.add(new ScriptDevice(!detached, number("drops", values.getOrDefault("drops", "0"), 0, 1 << 10)));
    }

    private Map<String, String> values(String[] words, int from, String... keys) {
        Map<String, String> values = new HashMap<>();
        for (int i = from; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            if (pair.length < 2 || !List.of(keys).contains(pair[0]) || values.put(pair[0], pair[1]) != null) {
                throw wrong("'" + words[i] + "' must be KEY=VALUE, each key once, of " + String.join(", ", keys));
            }
        }
        return values;
    }

    private void readOp(String[] all) {
        Request request = Request.WAITS;
        for (Request each : Request.values()) {
            request = each.word().equals(all[0]) ? each : request;
        }
        String[] words = request == Request.WAITS ? all : Arrays.copyOfRange(all, 1, all.length);
        OpKind kind = null;
        for (OpKind each : OpKind.values()) {
            kind = words.length != 0 && each.word().equals(words[0]) ? each : kind;
        }
        if (kind == null) {
            throw wrong("'"
                    + (words.length == 0
                            ? all[0] + "' must be followed by an operation"
                            : words[0] + "' must be " + words()));
        }
        List<ScriptOp> ops = current;
        if (ops == null) {
            throw wrong("'" + words[0] + "' must come after 'before' or 'actor'");
        }
        ops.add(op(kind, words).asking(request).atLine(line));
    }

    private static String words() {
        StringBuilder all = new StringBuilder(
                "scenario, table, contract, frames, device, queue, before, actor, try, interruptible");
        for (OpKind each : OpKind.values()) {
            all.append(each == OpKind.EMPTY ? "" : ", " + each.word());
        }
        return all.toString();
    }

    private ScriptOp op(OpKind kind, String[] words) {
        switch (kind) {
            case SYNC, CLOCK, CLOSE, RECLAIM -> {
                count(words, 1);
                return ScriptOp.plain(kind);
            }
            case ATTACH, DETACH -> {
                count(words, 2);
                return ScriptOp.at(kind, 0, device(words[1]));
            }
            case INTERRUPT -> {
                count(words, 2);
                return ScriptOp.at(kind, 0, number("actor", words[1], 1, 3) - 1);
            }
            case READ, WRITE -> {
                count(words, 3);
                return ScriptOp.at(kind, Spot.read(words[2], line), device(words[1]));
            }
            case LOOK, DIRTY, CUT -> {
                count(words, 2);
                return ScriptOp.at(kind, Spot.read(words[1], line), 0);
            }
            case MAP -> {
                return map(words);
            }
            case MAP_RANGE -> {
                String[] rest = withoutOutput(words);
                count(rest, 3);
                ScriptOp op = ScriptOp.mapRange(Spot.read(rest[1], line), Spot.read(rest[2], line));
                return withOutput(op, words);
            }
            default -> {
                count(words, 3);
                return ScriptOp.on(kind, Spot.read(words[1], line), Spot.read(words[2], line));
            }
        }
    }

    private ScriptOp map(String[] words) {
        String[] rest = withoutOutput(words);
        int pages = 1;
        if (rest.length == 4) {
            pages = rest[3].startsWith("x") ? Spot.number(rest[3].substring(1)) : -1;
            if (pages < 1 || pages > MOST_COUNT) {
                throw wrong("'" + rest[3] + "' must be xN, N from 1 to " + MOST_COUNT);
            }
        } else {
            count(rest, 3);
        }
        return withOutput(ScriptOp.map(Spot.read(rest[1], line), Spot.read(rest[2], line), pages), words);
    }

    private static String[] withoutOutput(String[] words) {
        int at = List.of(words).indexOf("to");
        return at < 0 ? words : List.of(words).subList(0, at).toArray(String[]::new);
    }

    private ScriptOp withOutput(ScriptOp op, String[] words) {
        int at = List.of(words).indexOf("to");
        if (at < 0) {
            return op;
        }
        count(words, at + 2);
        return op.to(Addresses.oa(Spot.read(words[at + 1], line)));
    }

    private int device(String name) {
        int device = "AB".indexOf(name);
        if (name.length() != 1 || device < 0 || device >= devices.size()) {
            throw wrong("device " + name + ": must be one that the scenario has");
        }
        return device;
    }

    private int number(String what, String text, int least, int most) {
        int value = Spot.number(text);
        if (value < least || value > most) {
            throw wrong(what + " = " + text + ": must be a number from " + least + " to " + most);
        }
        return value;
    }

    /** The line stands once, and has so many words, or any if 0. */
    private void once(String[] words, int length) {
        if (length != 0) {
            count(words, length);
        }
        if (!said.add(words[0])) {
            throw wrong("'" + words[0] + "' must stand once");
        }
    }

    private void count(String[] words, int length) {
        if (words.length != length) {
            throw wrong("'" + String.join(" ", words) + "' must be " + (length == 1 ? "one word" : length + " words")
                    + form(words[0]));
        }
    }

    private static String form(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "map" -> ": map ADDRESS SIZE [xN] [to ADDRESS]";
            case "maprange" -> ": maprange ADDRESS LENGTH [to ADDRESS]";
            case "unmap", "clean", "empty" -> ": " + word + " ADDRESS LENGTH";
            case "look", "dirty", "cut" -> ": " + word + " ADDRESS";
            case "read", "write" -> ": " + word + " DEVICE ADDRESS";
            case "attach", "detach" -> ": " + word + " DEVICE";
            case "interrupt" -> ": interrupt ACTOR";
            default -> "";
        };
    }

    private ScriptException wrong(String rule) {
        return new ScriptException(line, rule);
    }
}
