package dev.racewalk.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The list on which frames wait to be freed. */
class FrameListTest {
    private final PhysicalMemory memory = new PhysicalMemory(64);
    private final FrameList list = memory.newFrameList();
    private final FrameList other = memory.newFrameList();

    @Test
    void framesComeOffInTheOrderInWhichTheyWerePut() {
        list.add(0x3000);
        list.add(0x1000);
        list.add(0x2000);

        assertThat(list.size()).isEqualTo(3);
        assertThat(contents(list)).containsExactly(0x3000L, 0x1000L, 0x2000L);
        assertThat(pollAll(list)).containsExactly(0x3000L, 0x1000L, 0x2000L);
        assertThat(list.isEmpty()).isTrue();
    }

    @Test
    void anEmptyListYieldsNone() {
        assertThat(list.isEmpty()).isTrue();
        assertThat(list.poll()).isEqualTo(FrameAllocator.NONE);
        assertThat(contents(list)).isEmpty();
    }

    @Test
    void aFrameThatIsOnAListIsRefusedByEachList() {
        list.add(0x1000);
        list.add(0x5000);

        for (FrameList target : List.of(list, other)) {
            for (long pa : new long[] {0x1000, 0x5000}) {
                assertThatThrownBy(() -> target.add(pa))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("0x" + Long.toHexString(pa))
                        .hasMessageContaining("already");
            }
        }
        assertThat(contents(list)).containsExactly(0x1000L, 0x5000L);
        assertThat(contents(other)).isEmpty();
    }

    @Test
    void aFrameMayBePutAgainOnceItIsOff() {
        list.add(0x1000);
        assertThat(list.poll()).isEqualTo(0x1000);
        other.add(0x1000);

        assertThat(contents(other)).containsExactly(0x1000L);
    }

    @Test
    void takeAllMovesTheOtherListBehindThisOne() {
        list.add(0x1000);
        other.add(0x3000);
        other.add(0x2000);
        list.takeAll(other);
        list.add(0x4000);
        other.add(0x5000);

        assertThat(contents(list)).containsExactly(0x1000L, 0x3000L, 0x2000L, 0x4000L);
        assertThat(contents(other)).containsExactly(0x5000L);
    }

    @Test
    void takeAllWorksFromAndToEmptyLists() {
        list.takeAll(other);
        assertThat(list.isEmpty()).isTrue();

        other.add(0x3000);
        list.takeAll(other);
        assertThat(contents(list)).containsExactly(0x3000L);
        assertThat(other.isEmpty()).isTrue();

        list.takeAll(other);
        assertThat(contents(list)).containsExactly(0x3000L);
    }

    @Test
    void twoListsBehaveAsTwoQueuesUnderRandomUse() {
        SplittableRandom random = Seeds.random("FrameListTest");
        List<FrameList> lists = List.of(list, other);
        List<ArrayDeque<Long>> queues = List.of(new ArrayDeque<>(), new ArrayDeque<>());
        for (int i = 0; i < 20_000; i++) {
            int which = random.nextInt(2);
            ArrayDeque<Long> queue = queues.get(which);
            switch (random.nextInt(8)) {
                case 0 -> {
                    lists.get(which).takeAll(lists.get(1 - which));
                    queue.addAll(queues.get(1 - which));
                    queues.get(1 - which).clear();
                }
                case 1, 2, 3 -> {
                    Long expected = queue.poll();
                    assertThat(lists.get(which).poll()).isEqualTo(expected == null ? 0 : expected);
                }
                default -> {
                    long frame = (1 + random.nextInt(63)) * 4096L;
                    if (!queues.get(0).contains(frame) && !queues.get(1).contains(frame)) {
                        lists.get(which).add(frame);
                        queue.add(frame);
                    }
                }
            }
            assertThat(lists.get(which).size()).isEqualTo(queue.size());
            assertThat(contents(lists.get(which))).isEqualTo(List.copyOf(queue));
        }
        assertThat(Arrays.asList(queues.get(0).size(), queues.get(1).size())).isNotEqualTo(List.of(0, 0));
    }

    private static List<Long> contents(FrameList list) {
        List<Long> frames = new ArrayList<>();
        list.forEach(frames::add);
        return frames;
    }

    private static List<Long> pollAll(FrameList list) {
        List<Long> frames = new ArrayList<>();
        for (long pa = list.poll(); pa != FrameAllocator.NONE; pa = list.poll()) {
            frames.add(pa);
        }
        return frames;
    }
}
