package dev.racewalk.stress.jcstress;

import org.openjdk.jcstress.os.AffinityMode;

/** How threads are bound to processors; the names are those of jcstress. */
public enum Affinity {
    /** Not at all. */
    NONE,

    /** All threads of a fork to its processors. */
    GLOBAL,

    /** Each actor to a processor of its own. */
    LOCAL;

    AffinityMode mode() {
        return AffinityMode.valueOf(name());
    }

    static Affinity of(AffinityMode mode) {
        return valueOf(mode.name());
    }
}
