package dev.racewalk.stress.explore;

import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.machine.MachineFrames;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of machines whose accesses are steps of an {@link Engine}. */
final class ExploredParts extends MachineParts {
    private final Engine engine;
    private final int chosen;
    private final WatchedWords watched = new WatchedWords();
    private List<String> cases = List.of();
    private @Nullable Locations last;
    private @Nullable Iommu iommu;

    /**
     * Makes parts.
     *
     * @param chosen which of its cases a race is to take, if it has several
     */
    ExploredParts(Engine engine, int chosen) {
        this.engine = engine;
        this.chosen = chosen;
    }

    /** The names of the cases of the race that has made a sample; none if it has no cases. */
    List<String> cases() {
        return cases;
    }

    @Override
    protected int chooseCase(List<String> names) {
        cases = names;
        return chosen;
    }

    /** Makes all machines of this JVM from these parts, or, for null, from the usual ones. */
    static void substitute(@Nullable ExploredParts parts) {
        MachineParts.substitute(parts);
        EngineHook.use(null);
    }

    /** The words beyond the window that are steps too. */
    WatchedWords watched() {
        return watched;
    }

    /** The locations of the machine that was made last. */
    Locations locations() {
        if (last == null) {
            throw new IllegalStateException("the race makes no machine");
        }
        return last;
    }

    /** What there is to see of the machine that was made last. */
    TableSnapshot snapshot() {
        return new TableSnapshot(locations(), iommu);
    }

    @Override
    protected void madeHardware(Iommu made) {
        iommu = made;
    }

    /** What these are called. */
    LocationNames names() {
        return new LocationNames(locations());
    }

    /** The same for all machines: an execution that is repeated finds the same locations. */
    @Override
    protected int window(Setup setup) {
        return setup.window();
    }

    @Override
    protected PhysicalMemory memory(Setup setup, int window) {
        last = new Locations(engine, setup.frames(), window, setup.window(), watched);
        EngineHook.use(last);
        return super.memory(setup, window);
    }

    /** All words of an arena are in the window. */
    @Override
    protected PhysicalMemory memory(int frames) {
        last = new Locations(engine, frames, 0, PhysicalMemory.FRAME_WORDS, watched);
        EngineHook.use(last);
        return super.memory(frames);
    }

    @Override
    protected SharedWord topWord(PhysicalMemory memory) {
        SharedWord word = super.topWord(memory);
        locations().addTop(word);
        return word;
    }

    @Override
    protected MachineFrames frames(PhysicalMemory memory, Setup setup) {
        ExploredFrames frames = new ExploredFrames(engine, locations(), memory, setup);
        locations().keepAccount(frames);
        frames.prepare();
        return frames;
    }
}
