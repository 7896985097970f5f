package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.TopOfTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a table begins: the word that holds its top, and the device whose entry must name that. */
public final class Root {
    private final String whose;
    private final @Nullable IoPageTable table;
    private final SharedWord word;
    private final @Nullable Device device;
    private final long first;
    private int expectedLevel;

    /**
     * Makes a root of a table that has not grown.
     *
     * @param whose what follows in a finding where the table is named: nothing, or {@code of the second domain}
     * @param table whose root it is
     * @param word that holds its top
     * @param device that is attached to its domain; null if there is none
     */
    public Root(String whose, IoPageTable table, SharedWord word, @Nullable Device device) {
        this.whose = whose.isEmpty() ? whose : " " + whose;
        this.table = table;
        this.word = word;
        this.device = device;
        first = table.topOfTable();
        reset();
    }

    /**
     * Makes a root of a table of a user's own, which is verified by what that shows.
     *
     * @param word that holds no top
     * @param startingLevel level of its first top
     */
    public Root(SharedWord word, int startingLevel) {
        whose = "";
        table = null;
        this.word = word;
        device = null;
        first = TopOfTable.of(0, startingLevel);
        reset();
    }

    /** Forgets which level was expected. */
    public void reset() {
        expectedLevel = TopOfTable.level(first);
    }

    /**
     * Says which level the top must have; the first level is taken for granted if nothing is said.
     *
     * @param level 1 to 5
     */
    public void expectLevel(int level) {
        expectedLevel = level;
    }

    int expectedLevel() {
        return expectedLevel;
    }

    /**
     * Returns the top.
     *
     * @return the word as it is now
     */
    public long top() {
        return word.readOnce();
    }

    /**
     * Returns the top that the table had before it grew.
     *
     * @return the word as it was at first
     */
    public long first() {
        return first;
    }

    IoPageTable table() {
        return Objects.requireNonNull(table);
    }

    long entry() {
        return Objects.requireNonNull(device).entry();
    }

    /** What something of this table is called in a finding. */
    String named(String what) {
        return what + whose;
    }
}
