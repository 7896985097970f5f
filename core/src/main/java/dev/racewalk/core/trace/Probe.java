package dev.racewalk.core.trace;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.TranslationFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * An address that a device reads while a workload is replayed, and what it may find there: what some number of the operations on
 * that address has left, of those that were over when the read began up to those that had begun when it ended.
 */
final class Probe {
    private static final long NOTHING = -1;

    private final long iova;
    private final List<Integer> operations = new ArrayList<>();
    private final List<Long> translations = new ArrayList<>(List.of(NOTHING));

    private Probe(long iova) {
        this.iova = iova;
    }

    /** Makes probes of a workload: addresses in operations that are drawn. */
    static List<Probe> of(Workload workload, int most, SplittableRandom random) {
        List<Workload.Operation> all = workload.operations();
        if (all.isEmpty()) {
            return List.of();
        }
        long[] addresses = new long[Math.min(most, all.size())];
        for (int i = 0; i < addresses.length; i++) {
            Workload.Operation operation = all.get(random.nextInt(all.size()));
            long offset = Long.remainderUnsigned(random.nextLong(), operation.length());
            addresses[i] = operation.iova() + offset;
        }
        List<Probe> probes = Arrays.stream(addresses)
                .boxed()
                .distinct()
                .sorted(Long::compareUnsigned)
                .map(Probe::new)
                .toList();
        for (int i = 0; i < all.size(); i++) {
            Workload.Operation operation = all.get(i);
            for (int at = firstFrom(probes, operation.iova()); at < probes.size(); at++) {
                Probe probe = probes.get(at);
                if (Long.compareUnsigned(probe.iova, operation.lastIova()) > 0) {
                    break;
                }
                probe.add(i, operation);
            }
        }
        return probes;
    }

    private static int firstFrom(List<Probe> probes, long iova) {
        int at = Collections.binarySearch(
                probes, new Probe(iova), (one, other) -> Long.compareUnsigned(one.iova, other.iova));
        return at < 0 ? -at - 1 : at;
    }

    private void add(int index, Workload.Operation operation) {
        boolean isDone = operation.isMap() || Long.compareUnsigned(iova - operation.iova(), operation.done()) < 0;
        if (isDone) {
            operations.add(index);
            translations.add(operation.isMap() ? operation.pa() + iova - operation.iova() : NOTHING);
        }
    }

    /** Reads the address; what is wrong with what it finds, or null. */
    @Nullable
    String read(Device device, int access, AtomicIntegerArray states) {
        int over = count(states, WorkloadThreads.OVER, 0);
        long found = device.translate(iova, access);
        int begun = count(states, WorkloadThreads.BEGUN, over);
        for (int i = over; i <= begun; i++) {
            long expected = translations.get(i);
            if (expected == NOTHING ? isNothing(found) : found == expected) {
                return null;
            }
        }
        long expected = translations.get(begun);
        return String.format(
                "a device reads 0x%x and finds %s instead of %s",
                iova, inWords(found), expected == NOTHING ? "nothing" : inWords(expected));
    }

    private int count(AtomicIntegerArray states, int state, int from) {
        int count = from;
        while (count < operations.size() && states.get(operations.get(count)) >= state) {
            count++;
        }
        return count;
    }

    private static boolean isNothing(long found) {
        return found == TranslationFault.NOT_PRESENT.code() || found == TranslationFault.BEYOND_ROOT.code();
    }

    private static String inWords(long found) {
        return found < 0 ? String.valueOf(TranslationFault.of(found)) : "0x" + Long.toHexString(found);
    }
}
