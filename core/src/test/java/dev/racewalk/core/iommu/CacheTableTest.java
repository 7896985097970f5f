package dev.racewalk.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheTableTest {
    private record Entry(
            long first, int lg2, int spanLg2, long word, int level, int permissions, int slot, int generation) {
        boolean isWithin(long base, int otherLg2) {
            return otherLg2 == Long.SIZE || (spanLg2 <= otherLg2 && (first ^ base) >>> otherLg2 == 0);
        }

        boolean overlaps(long base, int otherLg2) {
            int larger = Math.max(lg2, otherLg2);
            return larger == Long.SIZE || (first ^ base) >>> larger == 0;
        }
    }

    private final CacheTable cache = new CacheTable();
    private final List<Entry> model = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itAgreesWithAListUnderRandomOperations(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            int lg2 = 12 + random.nextInt(random.nextBoolean() ? 4 : 46);
            long iova = (random.nextLong() & 0x3F_FFFF) << (random.nextInt(4) * 14);
            switch (random.nextInt(8)) {
                case 0 -> remove(iova);
                case 1 -> invalidate(iova, random.nextInt(20) == 0 ? Long.SIZE : lg2);
                default -> put(random, iova, lg2);
            }
            checkLookup(random.nextBoolean() ? iova : random.nextLong());
        }
        checkAll();
    }

    private void put(Random random, long iova, int lg2) {
        long first = iova & -(1L << lg2);
        Entry entry = new Entry(
                first,
                lg2,
                Math.min(57, lg2 + Math.max(0, random.nextInt(20) - 10)),
                random.nextLong(),
                random.nextInt(6),
                random.nextInt(4),
                random.nextInt() & Integer.MAX_VALUE,
                random.nextInt() & CacheTable.GENERATION_MASK);
        model.removeIf(old -> old.first == first && old.lg2 == lg2);
        model.add(entry);
        cache.put(iova, lg2, entry.spanLg2, entry.word, entry.level, entry.permissions, entry.slot, entry.generation);
    }

    private void remove(long iova) {
        int index = cache.find(iova);
        if (index != CacheTable.NONE) {
            Entry entry = at(index);
            cache.remove(index);
            assertThat(model.remove(entry)).isTrue();
        }
    }

    private void invalidate(long iova, int lg2) {
        long base = lg2 == Long.SIZE ? 0 : iova & -(1L << lg2);
        cache.invalidate(base, lg2);
        model.removeIf(entry -> entry.isWithin(base, lg2));
        checkAll();
    }

    private void checkLookup(long iova) {
        Entry expected = model.stream()
                .filter(entry -> entry.overlaps(iova & ~0xFFFL, 12))
                .min((a, b) -> Integer.compare(a.lg2, b.lg2))
                .orElse(null);
        int index = cache.find(iova);
        assertThat(index == CacheTable.NONE ? null : at(index)).isEqualTo(expected);
    }

    private void checkAll() {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < cache.indices(); i++) {
            if (cache.isUsed(i)) {
                all.add(at(i));
            }
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(model);
        assertThat(cache.size()).isEqualTo(model.size());
    }

    private Entry at(int index) {
        return new Entry(
                cache.first(index),
                cache.lg2(index),
                cache.spanLg2(index),
                cache.word(index),
                cache.level(index),
                cache.permissions(index),
                cache.slot(index),
                cache.generation(index));
    }

    @Test
    void anUpdateReplacesTheWordAndItsPlaceAndNothingElse() {
        cache.put(0x7000, 12, 21, 1, 5, 3, Integer.MAX_VALUE, CacheTable.GENERATION_MASK);
        cache.update(cache.find(0x7000), 2, 5);

        assertThat(at(cache.find(0x7FFF))).isEqualTo(new Entry(0x7000, 12, 21, 2, 5, 3, 5, CacheTable.GENERATION_MASK));
    }

    @Test
    void anInvalidationLeavesWhatCoversMoreThanItself() {
        cache.put(0x20_0000, 12, 16, 1, 0, 3, 1, 1);
        cache.put(0x20_0000, 21, 21, 2, 1, 3, 2, 1);
        cache.put(0x20_1000, 12, 12, 3, 0, 3, 3, 1);
        cache.invalidate(0x20_0000, 15);
        assertThat(cache.size()).as("the page alone goes").isEqualTo(2);
        cache.invalidate(0x20_0000, 20);
        assertThat(cache.size()).as("the table stays").isEqualTo(1);
        cache.invalidate(0x20_0000, 21);
        assertThat(cache.size()).isZero();
    }
}
