package dev.racewalk.stress.levels;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Results;

/** What an operation does. */
enum Verb {
    MAP("map", Results.MAPPED) {
        @Override
        int act(Machine m, int actor, long iova, int lg2, int pages) {
            return m.mapPages(iova, lg2, pages);
        }
    },

    UNMAP("unmap", Results.UNMAPPED) {
        @Override
        int act(Machine m, int actor, long iova, int lg2, int pages) {
            return m.unmapPages(actor, iova, lg2, pages);
        }
    },

    LOOK_UP("look up", Results.FOUND) {
        @Override
        int act(Machine m, int actor, long iova, int lg2, int pages) {
            return m.lookUp(iova + ((long) pages << lg2) - 1);
        }
    };

    private final String words;
    private final int success;

    Verb(String words, int success) {
        this.words = words;
        this.success = success;
    }

    /** The code of {@link Results} with which it ends if it has found what it wants. */
    int success() {
        return success;
    }

    /** Does it to some pages; a code of {@link Results}. */
    abstract int act(Machine m, int actor, long iova, int lg2, int pages);

    @Override
    public String toString() {
        return words;
    }
}
