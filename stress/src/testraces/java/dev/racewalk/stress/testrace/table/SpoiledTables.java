package dev.racewalk.stress.testrace.table;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.TableGather;
import dev.racewalk.stress.table.TableParts;
import dev.racewalk.stress.table.TableView;
import java.util.Set;

/** Tables that are wrong in one way each, of which the verifier tells, and classes that are no tables at all. */
public final class SpoiledTables {
    private SpoiledTables() {}

    /** Has no constructor that takes the parts. */
    public static final class WithoutConstructor extends Spoiled {
        public WithoutConstructor() {
            super(null);
        }
    }

    /** Cannot be made by others. */
    static final class NotPublic extends Spoiled {
        public NotPublic(TableParts parts) {
            super(parts);
        }
    }

    /** Cannot be made at all. */
    public abstract static class Spoiled extends LockPerLevelTable {
        Spoiled(TableParts parts) {
            super(parts);
        }
    }

    /** Its constructor takes a second frame. */
    public static final class Greedy extends Spoiled {
        public Greedy(TableParts parts) {
            super(parts);
            frames.allocate();
        }
    }

    /** Its constructor fails. */
    public static final class Failing extends Spoiled {
        public Failing(TableParts parts) {
            super(parts);
            throw new IllegalArgumentException("no such level");
        }
    }

    /** Says that it has mapped. */
    public static final class LosesMaps extends Spoiled {
        public LosesMaps(TableParts parts) {
            super(parts);
        }

        @Override
        public Refusal map(long iova, long oa, int lg2) {
            return null;
        }
    }

    /** Maps to the page behind. */
    public static final class MapsElsewhere extends Spoiled {
        public MapsElsewhere(TableParts parts) {
            super(parts);
        }

        @Override
        public Refusal map(long iova, long oa, int lg2) {
            return super.map(iova, oa + (1L << lg2), lg2);
        }
    }

    /** Maps, and maps the page beside too. */
    public static final class MapsTooMuch extends Spoiled {
        public MapsTooMuch(TableParts parts) {
            super(parts);
        }

        @Override
        public Refusal map(long iova, long oa, int lg2) {
            super.map(iova ^ (4L << lg2), oa, lg2);
            return super.map(iova, oa, lg2);
        }
    }

    /** Writes a word that is no item. */
    public static final class WritesNoItem extends Spoiled {
        public WritesNoItem(TableParts parts) {
            super(parts);
        }

        @Override
        public Refusal map(long iova, long oa, int lg2) {
            memory.writeOnce(memory.word(TopOfTable.address(readTop())), Item.PRESENT | 6L << 9);
            return super.map(iova, oa, lg2);
        }
    }

    /** Forgets the tables of a gather. */
    public static final class LeaksTables extends Spoiled {
        public LeaksTables(TableParts parts) {
            super(parts);
        }

        @Override
        public void sync(TableGather gather) {
            hardware.invalidate(gather.firstIova(), gather.lastIova(), true);
            gather.clear();
        }
    }

    /** Frees the tables of a gather twice. */
    public static final class FreesTwice extends Spoiled {
        public FreesTwice(TableParts parts) {
            super(parts);
        }

        @Override
        void giveUp(long pa, TableGather gather) {
            gather.addTable(pa);
            gather.addTable(pa);
        }
    }

    /** Frees its top while it is in use. */
    public static final class FreesTop extends Spoiled {
        public FreesTop(TableParts parts) {
            super(parts);
        }

        @Override
        public Refusal map(long iova, long oa, int lg2) {
            Refusal refusal = super.map(iova, oa, lg2);
            if (frames.isInUse(TopOfTable.address(readTop()))) {
                frames.freeZeroed(TopOfTable.address(readTop()));
            }
            return refusal;
        }
    }

    /** Shows its top twice. */
    public static final class ShowsTopTwice extends Spoiled {
        public ShowsTopTwice(TableParts parts) {
            super(parts);
        }

        @Override
        public void view(TableView view) {
            super.view(view);
            view.table(TopOfTable.address(readTop()));
        }
    }

    /** Shows a table that nobody has. */
    public static final class ShowsNoTable extends Spoiled {
        public ShowsNoTable(TableParts parts) {
            super(parts);
        }

        @Override
        public void view(TableView view) {
            super.view(view);
            view.table(1L << 40);
        }
    }

    /** Fails to show itself. */
    public static final class HidesItself extends Spoiled {
        public HidesItself(TableParts parts) {
            super(parts);
        }

        @Override
        public void view(TableView view) {
            throw new IllegalStateException("not now");
        }
    }

    /** Throws when it maps. */
    public static final class Throws extends Spoiled {
        public Throws(TableParts parts) {
            super(parts);
        }

        @Override
        public Refusal map(long iova, long oa, int lg2) {
            throw new IllegalStateException("not now");
        }
    }

    /** Does not tell hardware of its top. */
    public static final class WithoutHardware extends Spoiled {
        public WithoutHardware(TableParts parts) {
            super(parts);
            hardware.detach();
        }
    }

    /** Tells a wrong level. */
    public static final class WrongLevel extends TwoWordTopTable {
        public WrongLevel(TableParts parts) {
            super(parts);
        }

        @Override
        public int topLevel() {
            return super.topLevel() + 1;
        }
    }

    /** Can do as little as a table can. */
    public static final class Humble extends Spoiled {
        public Humble(TableParts parts) {
            super(parts);
        }

        @Override
        public Set<Ability> abilities() {
            return Set.of();
        }
    }
}
