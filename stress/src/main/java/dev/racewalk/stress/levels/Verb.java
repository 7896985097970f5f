package dev.racewalk.stress.levels;

import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.ResultCodes;

/** What an operation does. */
enum Verb {
    MAP("map", ResultCodes.MAPPED) {
        @Override
        int act(Lane lane, long iova, int lg2, int pages) {
            return lane.mapPages(iova, lg2, pages);
        }
    },

    UNMAP("unmap", ResultCodes.UNMAPPED) {
        @Override
        int act(Lane lane, long iova, int lg2, int pages) {
            return lane.unmapPages(iova, lg2, pages);
        }
    },

    LOOK_UP("look up", ResultCodes.FOUND) {
        @Override
        int act(Lane lane, long iova, int lg2, int pages) {
            return lane.lookUp(iova + ((long) pages << lg2) - 1);
        }
    };

    private final String words;
    private final int success;

    Verb(String words, int success) {
        this.words = words;
        this.success = success;
    }

    /** The code of {@link ResultCodes} with which it ends if it has found what it wants. */
    int success() {
        return success;
    }

    /** Does it to some pages; a code of {@link ResultCodes}. */
    abstract int act(Lane lane, long iova, int lg2, int pages);

    @Override
    public String toString() {
        return words;
    }
}
