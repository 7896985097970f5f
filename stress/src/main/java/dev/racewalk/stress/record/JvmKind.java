package dev.racewalk.stress.record;

import java.util.Locale;

/** In which kind of JVM a race ran. */
public enum JvmKind {
    /** One that was started for this race and this way of running it, as jcstress does. */
    OWN,

    /** One that runs race after race, and so is warm. */
    SHARED;

    /**
     * Returns the name for people.
     *
     * @return in lower case
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
