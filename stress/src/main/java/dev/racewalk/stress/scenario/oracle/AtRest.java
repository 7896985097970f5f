package dev.racewalk.stress.scenario.oracle;

import java.util.List;

/**
 * How a scenario may leave its machine.
 *
 * @param leaves all translations, in ascending order of addresses
 * @param tables how many there are, the top included
 * @param topLevel level of the top, 1 to 5
 * @param dirty of the {@linkplain Oracle#pages pages} that are looked at, one bit for each whose entry has D
 * @param closed whether the table is closed
 */
public record AtRest(List<Leaf> leaves, int tables, int topLevel, int dirty, boolean closed) {
    /** Makes the list unmodifiable. */
    public AtRest {
        leaves = List.copyOf(leaves);
    }
}
