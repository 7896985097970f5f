package dev.racewalk.stress.explore;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.machine.MachineFrames;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.Setup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parts of machines whose accesses are steps of an {@link Engine}. */
final class ExploredParts extends MachineParts {
    private final Engine engine;
    private final WatchedWords watched = new WatchedWords();
    private @Nullable Locations last;

    ExploredParts(Engine engine) {
        this.engine = engine;
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
        return Objects.requireNonNull(last);
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
    protected MachineFrames frames(PhysicalMemory memory, Setup setup) {
        ExploredFrames frames = new ExploredFrames(engine, locations(), memory, setup);
        locations().keepAccount(frames);
        frames.prepare();
        return frames;
    }
}
