package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What differs from Linux on purpose, where no other test is about it: section 2.11 of {@code core/docs/protocol.md}. */
class DeparturesTest {
    private static final long KI4 = 0x1000;
    private static final long MI2 = 1L << 21;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    /** The ranges that hardware was told to forget. */
    private static final class Flushes implements IommuHardware {
        private final List<String> flushed = new ArrayList<>();

        @Override
        public void changeTop(long tablePa, int topLevel) {
            // not what this is about
        }

        @Override
        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
            flushed.add(String.format("0x%x..0x%x %b", firstIova, lastIova, tablePointers));
        }

        @Override
        public void detach() {
            // not what this is about
        }
    }

    /** A pool that counts how often it was asked. */
    private static final class CountedRequests implements FrameAllocator {
        private final FramePool pool;
        private int requests;

        CountedRequests(FramePool pool) {
            this.pool = pool;
        }

        @Override
        public long allocate() {
            requests++;
            return pool.allocate();
        }

        @Override
        public void free(long pa) {
            pool.free(pa);
        }
    }

    @Test
    void eachDepartureNamesATestOrAFaultThatExists() throws IOException {
        String page = Files.readString(Path.of("docs/protocol.md"));
        String section = page.substring(page.indexOf(" Departures from Linux\n"), page.indexOf("\n## 3 "));
        List<String> rows = section.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Linux"))
                .toList();

        assertThat(rows).hasSizeGreaterThan(15);
        for (String row : rows) {
            String heldBy = row.substring(row.lastIndexOf("| ", row.length() - 3));
            Matcher name = Pattern.compile("`(\\w+Test)`|fault `([a-z-]+)`").matcher(heldBy);
            assertThat(name.find()).as(row).isTrue();
            assertThat(name.group(1) != null ? isTest(name.group(1)) : isFault(name.group(2)))
                    .as(row)
                    .isTrue();
        }
    }

    private static boolean isTest(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.anyMatch(file -> file.endsWith(name + ".java"));
        }
    }

    private static boolean isFault(String id) {
        String name = Arrays.stream(id.split("-", -1))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
        return Files.exists(Path.of("../stress/src/main/java/dev/racewalk/stress/fault", name + ".java"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotTranslatedIsNeverTakenForAnAddress(LinuxRules rules) {
        try (PooledTable t =
                new PooledTable(16, b -> b.startingLevel(1).vaLg2(40).rules(rules))) {
            t.table.mapPages(KI4, 0, KI4, 1, PROT);

            assertThat(t.table.iovaToPhys(KI4)).as("address 0 is one").isZero();
            for (long iova : new long[] {0, 2 * KI4, 1L << 30, 1L << 39, 1L << 40, -KI4, -1}) {
                assertThat(t.table.iovaToPhys(iova)).as("iova 0x%x", iova).isEqualTo(IoPageTable.NO_TRANSLATION);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 40, 0x10000000000, 0x1000", // begins beyond the VA width
        "1, 40, 0xffffffffff000, 0x1000",
        "1, 40, 0xfffffff000, 0x2000", // ends beyond it
        "1, 40, 0x3ffff000, 0x10000000000", // needs frames for the top, and more VA than there is
        "2, 57, -4096, 0x1000"
    })
    void aMapBeyondTheVaWidthIsRefusedForThatEvenWithoutAFrame(
            int startingLevel, int vaLg2, String first, String bytes) {
        PhysicalMemory memory = new PhysicalMemory(2);
        CountedRequests frames = new CountedRequests(new FramePool(memory, 1, 1, true)); // one, for the first top
        IoPageTable table = IoPageTable.builder(memory, frames)
                .startingLevel(startingLevel)
                .vaLg2(vaLg2)
                .build();
        long iova = Long.decode(first);
        long length = Long.decode(bytes);

        assertThat(MapResult.refusal(table.tryMapRange(iova, KI4, length, PROT)))
                .isEqualTo(Refusal.BEYOND_VA_WIDTH);
        assertThat(MapResult.refusal(table.tryMapPages(iova, KI4, KI4, length / KI4, PROT)))
                .isEqualTo(Refusal.BEYOND_VA_WIDTH);
        assertThat(frames.requests)
                .as("nothing but the first top was asked for")
                .isOne();

        assertThat(MapResult.refusal(table.tryMapRange((1L << vaLg2) - KI4, KI4, KI4, PROT)))
                .as("the last page of the width lacks nothing but frames")
                .isEqualTo(Refusal.NO_FRAME);
        table.close();
    }

    @ParameterizedTest
    @CsvSource({
        "FLUSH_RANGE, 3, 3, 0x1000000..0x1ffffff true", // the entry, not only the item that led to a table
        "FLUSH_RANGE, 0, 7, 0x1000000..0x1ffffff true",
        "FLUSH_RANGE, 7, 8, 0x1000000..0x2ffffff true", // both entries of the call
        "FLUSH_RANGE, 8, 8, 0x2000000..0x2ffffff true", // the second alone
        "NO_GAPS, 0, 7, 0x1000000..0x1ffffff true", // tables with a gap between them
        "NO_GAPS, 2, 13, 0x1000000..0x2ffffff true"
    })
    void anOvermapFlushesTheEntriesThatReplacedTablesOnce(
            GatherMode mode, int firstTable, int lastTable, String flushed) {
        Flushes hardware = new Flushes();
        long iova = 8 * MI2;
        try (PooledTable t =
                new PooledTable(32, b -> b.vaLg2(48).gatherMode(mode).hardware(hardware))) {
            t.table.mapPages(iova + firstTable * MI2, 0, KI4, 1, PROT);
            assertThat(t.unmap(iova + firstTable * MI2, KI4)).isEqualTo(KI4);
            t.table.mapPages(iova + lastTable * MI2, 0, KI4, 1, PROT);
            assertThat(t.unmap(iova + lastTable * MI2, KI4)).isEqualTo(KI4);
            hardware.flushed.clear();

            t.table.mapRange(iova, 17 * 8 * MI2, 16 * MI2, PROT);

            assertThat(t.entries()).as("of 16 MiB").hasSize(2);
            assertThat(hardware.flushed).containsExactly(flushed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-12288, -4096", // touches what was gathered, and ends at the last address
        "-4096, -8192", // what was gathered ends there
        "-4096, -4096"
    })
    void aGatherWithoutGapsTakesARangeThatTouchesItAtTheLastAddressWithoutAFlush(long iova, long next) {
        Flushes hardware = new Flushes();
        try (PooledTable t = new PooledTable(
                32, b -> b.vaLg2(64).gatherMode(GatherMode.NO_GAPS).hardware(hardware))) {
            long first = Math.min(iova, next);
            long length = iova == next || iova - next == KI4 ? KI4 : 2 * KI4;
            t.table.mapRange(first, ~first & KI4, -first, PROT); // never aligned alike: pages of 4 KiB
            assertThat(t.table.unmapPages(iova, KI4, length / KI4, t.gather)).isEqualTo(length);
            if (iova == next) {
                t.table.mapRange(next, KI4, KI4, PROT);
            }

            assertThat(t.table.unmapPages(next, KI4, 1, t.gather)).isEqualTo(KI4);

            assertThat(hardware.flushed).isEmpty();
            t.table.sync(t.gather);
            assertThat(hardware.flushed).containsExactly(String.format("0x%x..0x%x false", first, -1L));
        }
    }

    @Test
    void aGatherWithoutGapsIsFlushedBeforeARangeThatDoesNotTouchItAtTheLastAddress() {
        Flushes hardware = new Flushes();
        try (PooledTable t = new PooledTable(
                32, b -> b.vaLg2(64).gatherMode(GatherMode.NO_GAPS).hardware(hardware))) {
            t.table.mapRange(-3 * KI4, 0, 3 * KI4, PROT);
            t.table.unmapPages(-KI4, KI4, 1, t.gather);

            t.table.unmapPages(-3 * KI4, KI4, 1, t.gather);

            assertThat(hardware.flushed).containsExactly("0xfffffffffffff000..0xffffffffffffffff false");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnmapOfNothingGathersNothing(GatherMode mode) {
        Flushes hardware = new Flushes();
        try (PooledTable t =
                new PooledTable(32, b -> b.vaLg2(64).gatherMode(mode).hardware(hardware))) {
            t.table.mapPages(16 * KI4, KI4, KI4, 1, PROT);
            for (long iova : new long[] {0, KI4, MI2, 1L << 30, 1L << 39, -KI4}) {
                assertThat(t.table.unmapPages(iova, KI4, 1, t.gather)).isZero();
                assertThat(t.gather.isEmpty()).as("iova 0x%x", iova).isTrue();
            }
            assertThat(t.table.unmapPages(16 * KI4, KI4, 1, t.gather)).isEqualTo(KI4);
            for (long iova : new long[] {0, KI4, MI2, -KI4}) {
                assertThat(t.table.unmapPages(iova, KI4, 1, t.gather)).isZero();
            }

            t.table.sync(t.gather);
            assertThat(hardware.flushed).containsExactly("0x10000..0x10fff false");
        }
    }
}
