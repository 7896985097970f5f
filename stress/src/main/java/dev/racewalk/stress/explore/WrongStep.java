package dev.racewalk.stress.explore;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.stress.explore.model.Op;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the step where an execution went wrong. In this order:
 *
 * <ol>
 *   <li>the read after which hardware reports a violation;
 *   <li>if a mapping is lost or wrong, the last step that changed how its address translates; if a frame is in use that nothing
 *       leads to, the last step that took away what led there; if a cache leads to a frame that was freed, the step that freed it;
 *   <li>the step after which no continuation that was tried ends well;
 *   <li>if nothing ends well, in whatever order, the last step of hardware, or the last of all.
 * </ol>
 *
 * <p>A step of the second kind is not taken if the execution could still have ended well after it.
 */
final class WrongStep {
    private static final Pattern BROKEN = Pattern.compile("(I\\d+) broken at (.*?): (.*)");
    private static final Pattern IOVA = Pattern.compile("iova 0x([0-9a-f]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern FRAME = Pattern.compile("\\bframe 0x([0-9a-f]+)");
    private static final Pattern POINTER = Pattern.compile("0x([0-9a-f]+) cached pointer to a table that was freed");
    private static final String EACH_ORDER = "no order of steps that was tried ends well, and ";
    private static final String VIOLATIONS = "violations";

    /** Those that a table breaks by what it translates. */
    private static final Set<Invariant> OF_TRANSLATIONS =
            Set.of(Invariant.I3, Invariant.I8, Invariant.I10, Invariant.I12, Invariant.I13);

    private final List<TracedStep> steps;
    private final long[] memory;
    private final List<Integer> tops;
    private final int frames;

    /**
     * A step and why it is the one.
     *
     * @param step its number
     * @param why a sentence
     */
    record Found(int step, String why) {}

    /**
     * @param memory what each location held at first
     * @param tops locations of tops
     * @param frames of the memory
     */
    WrongStep(List<TracedStep> steps, long[] memory, List<Integer> tops, int frames) {
        this.steps = steps;
        this.memory = memory;
        this.tops = tops;
        this.frames = frames;
    }

    /**
     * Finds it.
     *
     * @param violation what is wrong in the end, in words
     * @param lost number of the step after which it could not end well any more; 0 if that is not known
     * @return null if there is no step
     */
    @Nullable
    Found find(String violation, int lost) {
        Found found = noticed();
        if (found != null) {
            return found;
        }
        Matcher broken = BROKEN.matcher(violation);
        found = broken.find() ? bySymptom(broken) : null;
        if (found != null && found.step >= lost) {
            return found;
        }
        return lost == 0 ? last() : new Found(lost, "until then the race could still end well");
    }

    /** Nothing that was tried ends well: the last step of hardware, if it acts, shows what comes of it; else the last of all. */
    private @Nullable Found last() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).source().hardware()) {
                return new Found(i + 1, EACH_ORDER + "here hardware acts for the last time");
            }
        }
        return steps.isEmpty() ? null : new Found(steps.size(), EACH_ORDER + "this is the last step");
    }

    /** What hardware has read last before it reported something. */
    private @Nullable Found noticed() {
        TracedStep note = steps.stream()
                .filter(step -> step.wrote() && step.where().equals(VIOLATIONS))
                .findFirst()
                .orElse(null);
        if (note == null) {
            return null;
        }
        for (int i = note.number() - 1; i >= 0; i--) {
            TracedStep step = steps.get(i);
            if (step.actor() == note.actor() && step.isHardware() && step.kind() == Op.Kind.LOAD) {
                int frame = step.location() / PhysicalMemory.FRAME_WORDS;
                TracedStep free = frame < frames ? lastFree(frame, i) : null;
                return new Found(
                        step.number(),
                        "hardware reads what it must not"
                                + (free == null ? "" : ": frame " + frame + " was freed in step " + free.number()));
            }
        }
        return null;
    }

    private @Nullable TracedStep lastFree(int frame, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (steps.get(i).kind() == Op.Kind.FREE && steps.get(i).frame() == frame) {
                return steps.get(i);
            }
        }
        return null;
    }

    private @Nullable Found bySymptom(Matcher broken) {
        Invariant invariant;
        try {
            invariant = Invariant.valueOf(broken.group(1));
        } catch (IllegalArgumentException e) {
            return null;
        }
        Matcher pointer = POINTER.matcher(broken.group(3));
        if (invariant == Invariant.I9 && pointer.find()) {
            int frame = frame(Item.tableAddress(Long.parseUnsignedLong(pointer.group(1), 16)));
            TracedStep free = lastFree(frame, steps.size());
            return free == null
                    ? null
                    : new Found(free.number(), "it frees frame " + frame + ", to which a walk cache still leads");
        }
        Matcher iova = IOVA.matcher(broken.group(2));
        if (OF_TRANSLATIONS.contains(invariant) && iova.find()) {
            long address = Long.parseUnsignedLong(iova.group(1), 16);
            return lastChange(
                    words -> leaf(words, address), "it changes how 0x" + Long.toHexString(address) + " translates");
        }
        Matcher leaked = FRAME.matcher(broken.group(3));
        if (invariant == Invariant.I11 && leaked.find()) {
            int frame = frame(Long.parseUnsignedLong(leaked.group(1), 16));
            return lastChange(
                    words -> isLinked(words, frame) ? "linked" : "not linked",
                    "it takes away what led to frame " + frame);
        }
        return null;
    }

    /** What can be seen in the memory between two steps. */
    private interface Sight {
        String of(long[] words);
    }

    /** The last step that changed what is seen, from something to something else. */
    private @Nullable Found lastChange(Sight sight, String why) {
        long[] words = memory.clone();
        Found last = null;
        String before = sight.of(words);
        for (TracedStep step : steps) {
            if (step.before() == step.after()) {
                continue;
            }
            words[step.location()] = step.after();
            String after = sight.of(words);
            if (!after.equals(before)) {
                last = new Found(step.number(), why + ": from " + before + " to " + after);
            }
            before = after;
        }
        return last;
    }

    private String leaf(long[] words, long iova) {
        for (int top : tops) {
            int frame = frame(words[top]);
            int level = TopOfTable.level(words[top]);
            while (level >= 0 && level <= Level.MAX && frame >= 0 && frame < frames) {
                long item = words[frame * PhysicalMemory.FRAME_WORDS + Level.index(iova, level)];
                if (Item.isTable(item, level)) {
                    frame = frame(Item.tableAddress(item));
                    level--;
                    continue;
                }
                if (Item.isPresent(item)) {
                    return LocationNames.item(item);
                }
                break;
            }
        }
        return "nothing";
    }

    private boolean isLinked(long[] words, int frame) {
        return tops.stream().anyMatch(top -> leadsTo(words, frame(words[top]), TopOfTable.level(words[top]), frame));
    }

    private boolean leadsTo(long[] words, int table, int level, int frame) {
        if (table == frame) {
            return true;
        }
        if (table < 0 || table >= frames || level <= 0 || level > Level.MAX) {
            return false;
        }
        for (int i = 0; i < Level.ITEMS; i++) {
            long item = words[table * PhysicalMemory.FRAME_WORDS + i];
            if (Item.isTable(item, level) && leadsTo(words, frame(Item.tableAddress(item)), level - 1, frame)) {
                return true;
            }
        }
        return false;
    }

    private static int frame(long address) {
        return (int) (address >>> PhysicalMemory.FRAME_LG2);
    }
}
