package dev.racewalk.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.Seeds;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.ProtocolSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
    private static final long PAGE = 4096;
    private static final int RW = 3;

    private final List<FtraceEvent> events = new ArrayList<>();

    private void map(int cpu, long iova, long pa, long size) {
        events.add(new FtraceEvent(events.size() + 1, cpu, true, iova, pa, size, size));
    }

    private void unmap(int cpu, long iova, long size, long done) {
        events.add(new FtraceEvent(events.size() + 1, cpu, false, iova, 0, size, done));
    }

    private Workload workload() {
        return Workload.of(new FtraceLog(events, 0, 0));
    }

    private WorkloadReplay replay() {
        return new WorkloadReplay(workload(), 512, builder -> builder, RW);
    }

    @Test
    void aLogThatIsWholeGivesItsAnswersAgain() {
        map(0, PAGE, PAGE, PAGE);
        map(0, 2 << 20, 4 << 20, 2 << 20);
        unmap(0, PAGE, PAGE, PAGE);
        unmap(0, PAGE, PAGE, 0);
        map(0, 1L << 45, 0, PAGE);
        WorkloadResult result = replay().run(false);
        assertThat(result.differences()).isEmpty();
        assertThat(result.violations()).isEmpty();
        assertThat(result.operations()).isEqualTo(5);
        assertThat(result.growths()).isOne();
        assertThat(result.topLevel()).isEqualTo(3);
        assertThat(result.peakTables()).isEqualTo(7);
        assertThat(result.isRight()).isTrue();
    }

    @Test
    void unmapsFromBeforeTheLogAreToldApart() {
        unmap(0, 0x10_0000, PAGE, PAGE);
        map(0, 0x2000, 0x2000, 2 * PAGE);
        unmap(0, 0x1000, 4 * PAGE, 4 * PAGE);
        Workload workload = workload();
        assertThat(workload.fromBefore()).isOne();
        assertThat(workload.partlyFromBefore()).isOne();
        assertThat(workload.operations())
                .containsExactly(
                        new Workload.Operation(2, 0, true, 0x2000, 0x2000, 2 * PAGE, 2 * PAGE),
                        new Workload.Operation(3, 0, false, 0x2000, 0, 2 * PAGE, 2 * PAGE));
        assertThat(replay().run(false).isRight()).isTrue();
    }

    @Test
    void theFirstAnswerThatDiffersEndsTheReplayOrEachIsTold() {
        map(0, PAGE, PAGE, PAGE);
        map(0, PAGE, PAGE, PAGE);
        map(0, 2 * PAGE, PAGE, PAGE + 1);
        WorkloadResult stopped = replay().run(false);
        assertThat(stopped.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.line()).isEqualTo(2);
            assertThat(difference.what())
                    .isEqualTo(
                            "map of 0x1000 bytes at 0x1000 to 0x1000: the log says done, the table EADDRINUSE after 0x0 bytes");
        });
        assertThat(stopped.operations()).isEqualTo(2);
        assertThat(replay().run(true).differences())
                .extracting(WorkloadResult.Difference::line)
                .containsExactly(2, 3);
        assertThat(replay().race(false, 1).differences()).hasSize(1);
    }

    @Test
    void anUnmapThatTakesMoreThanTheLogSaysDiffers() {
        map(0, 2 << 20, 2 << 20, 2 << 20);
        unmap(0, 2 << 20, PAGE, PAGE);
        assertThat(replay().run(false).differences())
                .singleElement()
                .extracting(WorkloadResult.Difference::what)
                .isEqualTo("unmap of 0x1000 bytes at 0x200000: the log says 0x1000 bytes, the table 0x200000");
    }

    /** Rounds of maps and unmaps on some regions, in turn by several processors. */
    private void rounds(int cpus, int count, SplittableRandom random) {
        long[] mapped = new long[8];
        for (int i = 0; i < count; i++) {
            int region = random.nextInt(mapped.length);
            long iova = ((long) region << 21) + (region == 7 ? 1L << 45 : 0);
            if (mapped[region] == 0) {
                mapped[region] = PAGE << random.nextInt(10);
                map(random.nextInt(cpus), iova, random.nextLong(1L << 20) << 21, mapped[region]);
            } else {
                unmap(random.nextInt(cpus), iova, mapped[region], mapped[region]);
                mapped[region] = 0;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void theOperationsOfEachProcessorRaceAndAllIsRight(int cpus) {
        SplittableRandom random = Seeds.random("WorkloadTest.race");
        rounds(cpus, 4000, random);
        WorkloadResult raced = replay().race(false, random.nextLong());
        assertThat(raced.differences()).isEmpty();
        assertThat(raced.violations()).isEmpty();
        assertThat(raced.operations()).isEqualTo(4000);
        assertThat(raced.deviceReads()).isPositive();
        assertThat(raced.topLevel()).isEqualTo(replay().run(false).topLevel());
    }

    /** A table that forgets to tell hardware what it has unmapped. */
    private static final class NoFlush extends ProtocolSteps {
        @Override
        public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
            super.flushThenFree(IommuHardware.NONE, frames, gather);
        }
    }

    @Test
    void aDeviceSeesATranslationThatShouldBeGone() {
        rounds(2, 20_000, new SplittableRandom(7));
        WorkloadReplay replay = new WorkloadReplay(workload(), 512, builder -> builder.steps(new NoFlush()), RW);
        WorkloadResult raced = replay.race(false, 1);
        assertThat(raced.isRight()).isFalse();
        assertThat(raced.violations()).isNotEmpty();
    }

    /** A table whose leaves go missing. */
    private static final class LosesPages extends ProtocolSteps {
        @Override
        public boolean clearLeaf(long[] words, int slot) {
            return true;
        }

        @Override
        public void clearEntry(long[] words, int slot, int items) {
            // it stays
        }
    }

    @Test
    void whatIsLeftAtTheEndIsComparedWithTheLog() {
        map(0, PAGE, PAGE, PAGE);
        unmap(0, PAGE, PAGE, PAGE);
        WorkloadReplay replay = new WorkloadReplay(workload(), 512, builder -> builder.steps(new LosesPages()), RW);
        assertThat(replay.run(false).violations()).anyMatch(what -> what.contains("bytes are mapped at the end"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void eachOperationIsTimed(int threads) {
        rounds(3, 300, new SplittableRandom(5));
        LongAdder[] times = new LongAdder[threads];
        Arrays.setAll(times, i -> new LongAdder());
        WorkloadResult measured = replay().measure(threads, thread -> nanos -> times[thread].increment());
        assertThat(measured.isRight()).isTrue();
        assertThat(Arrays.stream(times).mapToLong(LongAdder::sum).sum()).isEqualTo(300);
        assertThat(measured.nanos()).isPositive();
    }

    @Test
    void argumentsAreChecked() {
        Workload workload = workload();
        assertThatThrownBy(() -> new WorkloadReplay(workload, 1, builder -> builder, RW))
                .hasMessageContaining("frames = 1");
        assertThatThrownBy(() -> new WorkloadReplay(workload, 8, builder -> builder, 0))
                .hasMessageContaining("prot = 0");
        assertThatThrownBy(() -> replay().measure(0, thread -> nanos -> {})).hasMessageContaining("threads = 0");
        assertThatThrownBy(() -> new WorkloadReplay(workload, 8, builder -> builder.vaLg2(3), RW).run(false))
                .isInstanceOf(PageTableException.class);
        assertThat(replay().race(false, 1).isRight()).isTrue();
    }
}
