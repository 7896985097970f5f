package dev.racewalk.stress.machine;

import dev.racewalk.stress.machine.judge.Deeds;
import java.util.function.IntPredicate;

/** What the lanes of a machine tell of a sample. */
final class LaneDeeds implements Deeds {
    private final MachineFrames frames;

    LaneDeeds(MachineFrames frames) {
        this.frames = frames;
    }

    @Override
    public boolean hasUnmapped() {
        return any(code ->
                code == ResultCodes.UNMAPPED || code == ResultCodes.UNMAPPED_OTHER || code == ResultCodes.GIVEN_BACK);
    }

    @Override
    public boolean wasRefused() {
        return any(ResultCodes::isRefusal);
    }

    private boolean any(IntPredicate test) {
        for (int actor = 0; actor < Setup.ACTORS; actor++) {
            if (ResultCodes.anyOf(frames.result(actor), test)) {
                return true;
            }
        }
        return false;
    }
}
