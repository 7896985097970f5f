package dev.racewalk.stress.machine;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.fault.SeededFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {
    private static final int LAST_OF_WINDOW = 7;

    private final MachinePool pool = new MachinePool(Setup.table(1, 1).withBorders());

    private static long page(Machine machine, int index) {
        return machine.item(1, 0) + machine.item(0, 0) + ((long) index << PAGE);
    }

    private static void map(Machine machine, int index) {
        machine.first().begin();
        machine.first().end(machine.first().map(page(machine, index), PAGE));
    }

    private static String atRest(Machine machine, int... indices) {
        for (int index : indices) {
            machine.expect(page(machine, index), PAGE);
        }
        return machine.atRest("as expected");
    }

    @Test
    void theMachineThatFollowsIsBroughtNearUnchanged() {
        Machine first = pool.take();
        Machine follower = pool.take();
        for (int sample = 0; sample < 3; sample++) {
            map(first, 1);
            map(follower, 0);
            map(follower, LAST_OF_WINDOW);
            assertThat(atRest(first, 1)).isEqualTo("as expected");
            assertThat(atRest(follower, 0, LAST_OF_WINDOW)).isEqualTo("as expected");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LAST_OF_WINDOW + 1})
    void anEntryBesideTheWindowIsReportedThoughTheMachineWasBroughtNear(int index) {
        Machine first = pool.take();
        Machine follower = pool.take();
        for (int sample = 0; sample < 3; sample++) {
            map(first, 1);
            map(follower, sample == 2 ? index : 1);
            assertThat(atRest(first, 1)).isEqualTo("as expected");
            assertThat(sample == 2 ? atRest(follower) : atRest(follower, 1))
                    .isEqualTo(sample == 2 ? "I12 broken" : "as expected");
        }
    }

    @Test
    void anEmptyTableIsWhatAMapAndAnUnmapLeave() {
        Machine prepared = new MachinePool(Setup.table(2, 0).withPrepared(3)).take();
        Machine mapped = new MachinePool(Setup.table(2, 0).withPrepared(3)).take();
        for (int index = 0; index < 2; index++) { // the second needs one table less
            long iova = prepared.item(2, 0) + prepared.item(1, index);
            prepared.prepare().emptyTable(iova, PAGE);
            mapped.prepare().map(iova, PAGE);
            assertThat(mapped.first().unmap(iova, PAGE)).isEqualTo(ResultCodes.UNMAPPED);
        }

        for (int word = 0; word < prepared.table().memory().frames() * PhysicalMemory.FRAME_WORDS; word++) {
            assertThat(prepared.table().memory().readOnce(word))
                    .isEqualTo(mapped.table().memory().readOnce(word));
        }
        prepared.expectTables(4);
        assertThat(atRest(prepared)).isEqualTo("as expected");
    }

    @Test
    void anEmptyTableWithoutAFrameIsNotPrepared() {
        Machine machine = new MachinePool(Setup.table(2, 0).withPrepared(1)).take();
        assertThatThrownBy(() -> machine.prepare().emptyTable(machine.item(2, 0), PAGE))
                .isInstanceOf(RaceMistakeException.class)
                .hasMessage("the preparation ended with ENOMEM instead of mapped; Setup.withPrepared gives it frames");
    }

    @Test
    void aFaultThatSpoilsThePreparationIsAnOutcome() {
        MachineParts.useSteps(SeededFault.of("loser-leak"));
        try {
            Machine machine = new MachinePool(Setup.table(2, 0).withPrepared(1)).take();
            machine.prepare().emptyTable(machine.item(2, 0), PAGE);
            assertThat(atRest(machine)).isEqualTo("not prepared");
        } finally {
            MachineParts.useSteps(null);
        }
    }

    @Test
    void anActorThatHasNotBegunIsToldWhereItTakesAFrame() {
        Machine one = pool.take();
        Machine other = pool.take();
        one.second().begin();
        assertThatThrownBy(() -> other.second().map(page(other, 1)))
                .isInstanceOf(RaceMistakeException.class)
                .hasMessageContaining("without having begun");
    }

    @Test
    void anItemBehindTheWindowIsRefused() {
        assertThat(pool.take().item(0, LAST_OF_WINDOW + 1)).isPositive(); // where a range ends
        assertThatThrownBy(() -> pool.take().item(0, LAST_OF_WINDOW + 2))
                .isInstanceOf(RaceMistakeException.class)
                .hasMessage(
                        "item 9 of level 0 is outside the window, which has items 0 to 7: Setup.withWindow makes it larger");
    }

    @Test
    void aTopOfLevel5IsVerifiedWhereItsItemsAre() {
        Machine machine = new MachinePool(Setup.table(5, 5).withVaLg2(Long.SIZE).withLastItems()).take();
        long last = -1L << PAGE;
        machine.first().begin();
        machine.first().end(machine.first().map(last, PAGE));
        machine.expect(last, PAGE);

        assertThat(machine.atRest("as expected")).isEqualTo("as expected");
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 505, 512})
    void aWindowThatDoesNotFitIntoATableIsRefused(int place) {
        assertThatThrownBy(() -> Setup.table(1, 1).withPlace(place))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("place = " + place);
    }

    @Test
    void howActorsMetIsAskedOnlyWhereTheyHaveNotedIt() {
        Machine machine = pool.take();
        assertThatThrownBy(machine::order).hasMessageContaining("withMeeting()");
        assertThatThrownBy(machine::meeting).hasMessageContaining("withMeeting()");
        assertThatThrownBy(machine::meetingOfThree).hasMessageContaining("withMeetingOfThree()");
    }

    @Test
    void anActorThatDoesOneThingBeginsAndEnds() {
        Machine machine = new MachinePool(Setup.table(1, 1).withMeeting()).take();
        machine.first().maps(page(machine, 1));
        machine.second().looksUp(page(machine, 1));
        machine.expect(page(machine, 1));

        assertThat(machine.first().result()).isEqualTo("mapped");
        assertThat(machine.second().result()).isEqualTo("found");
        assertThat(machine.atRest(machine.order())).isEqualTo("1 then 2");
    }

    @Test
    void hardwareThatIsAnActorExecutesUntilTheOtherIsOver() throws InterruptedException {
        Machine machine =
                new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware().withMeeting()).take();
        for (int sample = 0; sample < 2; sample++) {
            machine.prepare().map(page(machine, 1), PAGE);
            machine.prepare().leaveClockingToActor();
            Thread driver = new Thread(() -> {
                machine.first().begin();
                machine.first().end(machine.first().unmap(page(machine, 1), PAGE));
            });
            driver.start();
            int executed = 0;
            while (machine.second().clock()) {
                executed++;
            }
            driver.join();

            assertThat(executed).isEqualTo(2);
            assertThat(machine.first().result()).isEqualTo("unmapped");
            assertThat(atRest(machine)).isEqualTo("as expected");
        }
        machine.prepare().map(page(machine, 1), PAGE);
        assertThat(machine.first().unmap(page(machine, 1), PAGE)).isEqualTo(ResultCodes.UNMAPPED); // by itself again
    }
}
