package dev.racewalk.stress.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.machine.OwnedPage;
import dev.racewalk.stress.machine.OwnerSteps;
import dev.racewalk.stress.machine.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes that can be steps, and classes that cannot. */
public class OwnStepsTest {
    private static final PhysicalMemory MEMORY = new PhysicalMemory(1);

    /** Steps of a table. */
    public static class OfTable extends ProtocolSteps {
        /** As the machine makes it. */
        public OfTable() {}

        @Override
        public boolean installTable(long[] words, int slot, long seen, long tableItem) {
            Access.storeRelease(words, slot, tableItem);
            return true;
        }
    }

    /** Steps of an owner, by what it inherits. */
    public static final class OfOwner extends OwnerSteps {
        /** As the machine makes it. */
        public OfOwner() {}

        @Override
        public void syncThenGiveBack(OwnedPage page) {
            page.giveBack();
        }

        /** No step. */
        public void other() {}
    }

    /** Steps of a driver, none of them replaced. */
    public static final class OfDriver extends DriverSteps {
        /** As the machine makes it. */
        public OfDriver() {}
    }

    /** Several kinds. */
    public static final class OfAll implements Steps {
        private static final OfTable TABLE = new OfTable();

        /** As the machine makes it. */
        public OfAll() {}

        @Override
        public ProtocolSteps newProtocolSteps() {
            return TABLE;
        }

        @Override
        public DriverSteps newDriverSteps(PhysicalMemory memory) {
            return DriverSteps.RIGHT;
        }
    }

    /** Of no kind. */
    public static final class Other {}

    static final class Hidden extends ProtocolSteps {}

    /** Cannot be made. */
    public abstract static class Half extends ProtocolSteps {}

    /** Belongs to a test. */
    @SuppressWarnings("ClassCanBeStatic") // that it is not is what is wrong with it
    public final class Inner extends ProtocolSteps {}

    /** Wants something. */
    public static final class Wanting extends ProtocolSteps {
        /**
         * Cannot be called.
         *
         * @param number any
         */
        public Wanting(int number) {}
    }

    /** Throws. */
    public static final class Throwing extends ProtocolSteps {
        /** Throws. */
        public Throwing() {
            throw new UnsupportedOperationException("not today");
        }
    }

    private static String name(String simple) {
        return OwnStepsTest.class.getName() + "$" + simple;
    }

    @Test
    void eachTableGetsStepsOfItsOwnAndTheRestIsRight() {
        OwnSteps steps = OwnSteps.of(name("OfTable"));
        assertThat(steps.newProtocolSteps()).isInstanceOf(OfTable.class).isNotSameAs(steps.newProtocolSteps());
        assertThat(steps.newDriverSteps(MEMORY)).isSameAs(DriverSteps.RIGHT);
        assertThat(steps.newOwnerSteps()).isSameAs(OwnerSteps.RIGHT);
        assertThat(steps.name()).isEqualTo(name("OfTable"));
    }

    @Test
    void stepsOfDriversAndOwnersAndOfAllAreFound() {
        assertThat(OwnSteps.of(name("OfDriver")).newDriverSteps(MEMORY)).isInstanceOf(OfDriver.class);
        assertThat(OwnSteps.of(name("OfDriver")).newProtocolSteps()).isSameAs(ProtocolSteps.RIGHT);
        assertThat(OwnSteps.of(name("OfOwner")).newOwnerSteps()).isInstanceOf(OfOwner.class);
        OwnSteps all = OwnSteps.of(name("OfAll"));
        assertThat(all.newProtocolSteps()).isSameAs(OfAll.TABLE);
        assertThat(all.newDriverSteps(MEMORY)).isSameAs(DriverSteps.RIGHT);
        assertThat(all.newOwnerSteps()).isSameAs(OwnerSteps.RIGHT);
    }

    @ParameterizedTest
    @CsvSource({
        "OfTable, replaces installTable of ProtocolSteps",
        "OfOwner, replaces syncThenGiveBack of OwnerSteps",
        "OfDriver, replaces no step of DriverSteps",
        "OfAll, 'replaces newDriverSteps, newProtocolSteps of Steps'"
    })
    void whatIsReplacedIsSaid(String simple, String what) {
        assertThat(OwnSteps.of(name(simple)).what()).isEqualTo(what);
    }

    @ParameterizedTest
    @CsvSource({
        "Other, 'must extend ProtocolSteps, DriverSteps or OwnerSteps, or implement Steps'",
        "Hidden, must be public",
        "Half, must not be abstract",
        "Inner, 'must be static, since it is a class within another'",
        "Wanting, must have a public constructor without parameters",
        "None, is not on the class path of this program; give --classpath"
    })
    void whatCannotBeStepsIsRefused(String simple, String why) {
        assertThatThrownBy(() -> OwnSteps.of(name(simple)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("steps " + name(simple) + ": " + why);
    }

    @Test
    void aConstructorThatThrowsIsNamed() {
        OwnSteps steps = OwnSteps.of(name("Throwing"));
        assertThatThrownBy(steps::newProtocolSteps)
                .hasMessageContaining("steps " + name("Throwing") + ": cannot be made", "not today");
    }
}
