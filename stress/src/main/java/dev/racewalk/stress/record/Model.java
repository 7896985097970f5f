package dev.racewalk.stress.record;

import java.util.Locale;

/** The memory models. */
public enum Model {
    /** Sequential consistency: every step takes effect when it is made. */
    SC,
    /** x86-TSO: stores wait in a buffer; locked operations drain it. */
    TSO,
    /** What Java's access modes promise, as far as {@code Weak} covers it. */
    WEAK;

    /**
     * Returns the name for people and files.
     *
     * @return in lower case
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a model.
     *
     * @param id its name
     * @return the model
     * @throws IllegalArgumentException if there is none
     */
    public static Model of(String id) {
        for (Model model : values()) {
            if (model.id().equals(id)) {
                return model;
            }
        }
        throw new IllegalArgumentException("model = " + id + ": must be sc, tso or weak");
    }
}
