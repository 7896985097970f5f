package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which arguments are refused, as {@code core/docs/protocol.md} states them, in exact arithmetic: an
 * oracle.
 *
 * @param vaLg2 VA width
 * @param oaLg2 OA width
 * @param pageSizes bitmap
 */
record MapRules(int vaLg2, int oaLg2, long pageSizes) {
    private static final BigInteger ALL = BigInteger.TWO.pow(64);

    /** The order in which they are checked: section 2.2 of that page. */
    static final List<Refusal> ORDER = List.of(
            Refusal.PROT,
            Refusal.PA_BEYOND_OA_WIDTH,
            Refusal.LENGTH_ZERO,
            Refusal.LENGTH_OVERFLOW,
            Refusal.IOVA_OVERFLOW,
            Refusal.OA_BEYOND_OA_WIDTH,
            Refusal.PAGE_SIZE,
            Refusal.MISALIGNED,
            Refusal.BEYOND_VA_WIDTH);

    /** The answer to a call that breaks some rules; null if it breaks none. */
    static @Nullable Refusal first(Set<Refusal> broken) {
        assertThat(ORDER).containsAll(broken);
        return ORDER.stream().filter(broken::contains).findFirst().orElse(null);
    }

    /** All rules that a mapPages breaks; the first of them is the answer. */
    Set<Refusal> brokenByPages(long iova, long pa, long pageSize, long pageCount, int prot) {
        BigInteger length = unsigned(pageSize).multiply(unsigned(pageCount));
        Set<Refusal> broken = brokenByRange(iova, pa, length, prot);
        if (unsigned(pageSize).bitCount() != 1 || !supports(pageSize)) {
            broken.add(Refusal.PAGE_SIZE);
        }
        if (!isMultiple(iova, pageSize) || !isMultiple(pa, pageSize)) {
            broken.add(Refusal.MISALIGNED);
        } else {
            broken.remove(Refusal.MISALIGNED);
        }
        return broken;
    }

    /** All rules that a mapRange breaks. */
    Set<Refusal> brokenByRange(long iova, long pa, BigInteger length, int prot) {
        Set<Refusal> broken = EnumSet.noneOf(Refusal.class);
        add(broken, Refusal.PROT, Math.floorMod(prot, 4) == 0);
        add(broken, Refusal.PA_BEYOND_OA_WIDTH, unsigned(pa).bitLength() > oaLg2);
        add(broken, Refusal.LENGTH_ZERO, length.signum() == 0);
        add(broken, Refusal.LENGTH_OVERFLOW, length.compareTo(ALL) >= 0);
        BigInteger last = unsigned(iova).add(length).subtract(BigInteger.ONE);
        add(broken, Refusal.IOVA_OVERFLOW, length.signum() != 0 && last.compareTo(ALL) >= 0);
        BigInteger lastOa = unsigned(pa).add(length).subtract(BigInteger.ONE);
        add(broken, Refusal.OA_BEYOND_OA_WIDTH, length.signum() != 0 && lastOa.bitLength() > oaLg2);
        long smallest = 1;
        while ((pageSizes & smallest) == 0) {
            smallest *= 2;
        }
        boolean lengthIsMultiple = length.mod(unsigned(smallest)).signum() == 0;
        add(broken, Refusal.MISALIGNED, !isMultiple(iova, smallest) || !isMultiple(pa, smallest) || !lengthIsMultiple);
        add(broken, Refusal.BEYOND_VA_WIDTH, length.signum() != 0 && last.bitLength() > vaLg2);
        return broken;
    }

    static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private boolean supports(long size) {
        return (size & pageSizes) != 0;
    }

    private static boolean isMultiple(long value, long size) {
        return size == 0 || Long.remainderUnsigned(value, size) == 0;
    }

    private static void add(Set<Refusal> broken, Refusal refusal, boolean breaks) {
        if (breaks) {
            broken.add(refusal);
        }
    }
}
