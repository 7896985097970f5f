package dev.racewalk.stress.machine;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.pagetable.GatherMode;
import org.junit.jupiter.api.Test;

/** The hands of an actor do what users do, and tell how it ended. */
class LaneTest {
    private static final long P = 1L << PAGE;
    private static final long SPAN = 1L << 21;

    private final MachinePool pool =
            new MachinePool(Setup.table(1, 2).withHardware().withWindow(32).withPlace(0));
    private final Machine machine = pool.take();

    /** The hands of the calling thread; each test asks for them itself, as it runs in a thread of its own. */
    private Lane begin() {
        machine.first().begin();
        return machine.first();
    }

    private String words(int result) {
        machine.first().end(result);
        return machine.first().result();
    }

    @Test
    void aMapThatIsRefusedTellsHowManyPagesItMapped() {
        Lane lane = begin();
        lane.map(3 * P, PAGE);

        assertThat(words(lane.mapPages(P, PAGE, 3))).isEqualTo("mapped 2 of 3, EADDRINUSE");
        assertThat(words(lane.mapPages(3 * P, PAGE, 3))).isEqualTo("EADDRINUSE");
        assertThat(words(lane.mapPages(5 * P, PAGE, 3))).isEqualTo("mapped");
    }

    @Test
    void aRangeThatIsRefusedTellsHowManyPagesItMapped() {
        Lane lane = begin();
        lane.map(SPAN + 16 * P, PAGE);

        assertThat(words(lane.mapRange(SPAN, 17 * P))).isEqualTo("mapped 16 of 17, EADDRINUSE");
        assertThat(words(lane.mapRange(SPAN + 17 * P, 3 * P))).isEqualTo("mapped");
    }

    @Test
    void anUnmapIsComparedWithWhatTheRaceExpects() {
        Lane lane = begin();
        lane.map(2 * P, PAGE + 1);
        lane.map(8 * P, PAGE + 1);

        assertThat(lane.unmapRange(2 * P, P, 2 * P)).isEqualTo(ResultCodes.UNMAPPED);
        assertThat(lane.unmapRange(8 * P, P, P)).isEqualTo(ResultCodes.UNMAPPED_OTHER);
        assertThat(lane.unmapRange(8 * P, P, P)).isEqualTo(ResultCodes.ABSENT);
        assertThat(lane.unmap(8 * P, PAGE)).isEqualTo(ResultCodes.UNMAPPED_OTHER);
    }

    @Test
    void whatIsUnmappedMayBeUsedUntilTheSyncOfTheSameLane() {
        Lane lane = begin();
        lane.map(P, PAGE);
        lane.read(P);

        assertThat(lane.unmapUnsynced(P, P, P)).isEqualTo(ResultCodes.UNMAPPED);
        assertThat(machine.second().sync()).isEqualTo(ResultCodes.SYNCED);
        assertThat(lane.read(P)).isEqualTo(ResultCodes.TRANSLATED);
        assertThat(lane.sync()).isEqualTo(ResultCodes.SYNCED);
        assertThat(lane.read(P)).isEqualTo(ResultCodes.NOT_PRESENT);
    }

    @Test
    void aGatherWithoutGapsIsSyncedByARangeThatDoesNotTouchIt() {
        Lane noGaps = new MachinePool(Setup.table(1, 1)
                        .withHardware()
                        .withGatherMode(GatherMode.NO_GAPS)
                        .withWholeTables())
                .take()
                .first();
        noGaps.begin();
        for (long iova = 0; iova < 4 * P; iova += P) {
            noGaps.map(iova, PAGE);
            noGaps.read(iova);
        }

        noGaps.unmapUnsynced(0, P, P);
        noGaps.unmapUnsynced(P, P, P);
        assertThat(noGaps.read(0)).isEqualTo(ResultCodes.TRANSLATED);
        noGaps.unmapUnsynced(3 * P, P, P);
        assertThat(noGaps.read(0)).isEqualTo(ResultCodes.NOT_PRESENT);
        assertThat(noGaps.read(3 * P)).isEqualTo(ResultCodes.TRANSLATED);
    }

    @Test
    void aPassOverDTellsHowManyPagesItReported() {
        Lane lane = begin();
        lane.map(P, PAGE);
        lane.map(2 * P, PAGE + 1);
        lane.write(P);
        lane.write(3 * P);

        assertThat(words(lane.readDirtyUnsynced(0, 3 * P))).isEqualTo("2 pages dirty");
        assertThat(words(lane.readDirtyUnsynced(3 * P, P))).isEqualTo("clean");
        lane.sync();
        lane.write(2 * P);
        assertThat(words(lane.readDirtyUnsynced(3 * P, P))).isEqualTo("1 page dirty");
    }

    @Test
    void aClosedTableHasGivenAllBackAndItsMachineIsNotUsedAgain() {
        Lane lane = begin();
        lane.map(P, PAGE);

        assertThat(words(lane.close())).isEqualTo("closed");
        assertThat(lane.read(P)).isEqualTo(ResultCodes.BLOCKED);
        assertThat(machine.atRest("as expected")).isEqualTo("as expected");
        assertThat(pool.take()).isNotSameAs(machine);
    }

    @Test
    void aTableInAGatherIsMissingAfterTheClose() {
        Lane lane = begin();
        lane.map(0, 20);
        lane.map(SPAN / 2, 20);
        lane.unmapUnsynced(0, SPAN, SPAN);
        lane.close();

        assertThat(machine.atRest("as expected")).isEqualTo("I11 broken");
    }

    @Test
    void whatIsWrittenBehindACloseIsSeen() {
        Lane lane = begin();
        lane.map(P, PAGE);
        lane.close();
        machine.table().memory().writeOnce(machine.table().memory().word(P), 1);

        assertThat(machine.atRest("as expected")).isEqualTo("I9 broken");
    }
}
