package dev.racewalk.core.pagetable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses operations by chance, but looks at the model so that they meet: near what is mapped, where something was
 * mapped before, at the ends of tables and of the address space.
 */
final class OperationGenerator {
    private static final int CROWDED = 250;
    private static final int YOUNG = 300;

    private final TableModel model;
    private final SplittableRandom random;
    private final List<Long> anchors = new ArrayList<>();
    private final long[] recent = new long[24];
    private int recents;
    private int age;
    /** A whole table that was just filled, for the next operation to unmap; or null. */
    private @Nullable TableOperation undo;

    private final List<Integer> sizes = new ArrayList<>();

    OperationGenerator(TableModel model, SplittableRandom random) {
        this.model = model;
        this.random = random;
        anchors.add(0L);
        anchors.add(model.lastIova() + 1);
        anchors.add(random.nextLong() & model.lastIova() & -(1L << 21));
        for (int lg2 = 21; lg2 < Math.min(64, model.configuration.vaLg2()); lg2 += 9) {
            anchors.add(1L << lg2);
        }
        for (int s = 12; s < 52; s++) {
            if ((model.sizes >>> s & 1) == 1) {
                sizes.add(s);
            }
        }
    }

    TableOperation next() {
        age++;
        if (undo != null) {
            TableOperation operation = undo;
            undo = null;
            return operation;
        }
        if (model.configuration.reclaim() && random.nextInt(60) == 0) {
            return TableOperation.of(TableOperation.Kind.RECLAIM, 0);
        }
        int choice = random.nextInt(100);
        boolean crowded = model.entries.size() > CROWDED;
        if (choice < (crowded ? 10 : 24)) {
            return mapPages();
        }
        if (choice < (crowded ? 15 : 36)) {
            return mapRange();
        }
        if (choice < 68) {
            return unmap();
        }
        if (choice < 80) {
            return TableOperation.of(TableOperation.Kind.LOOK_UP, inside());
        }
        if (choice < 88) {
            return TableOperation.of(TableOperation.Kind.SET_DIRTY, inside());
        }
        if (choice < 94) {
            return clean();
        }
        if (choice < 97) {
            return TableOperation.of(TableOperation.Kind.CUT, placeOfCut());
        }
        return TableOperation.of(TableOperation.Kind.SYNC, 0);
    }

    private TableOperation mapPages() {
        int nextTop = 21 + 9 * model.top; // size of an item of the next top
        if (age < YOUNG && random.nextInt(3) == 0 && sizes.contains(nextTop)) {
            long size = 1L << nextTop;
            long pa = output(0, nextTop) & -size; // not off it: one leaf, or none
            return random.nextBoolean()
                    ? new TableOperation(TableOperation.Kind.MAP_PAGES, 0, pa, size, 1, prot())
                    : new TableOperation(TableOperation.Kind.MAP_RANGE, 0, pa, size, 0, prot());
        }
        if (age < YOUNG && random.nextInt(60) == 0) {
            int s = sizes.get(0);
            return new TableOperation(
                    TableOperation.Kind.MAP_PAGES, model.lastOfTop() + 1, output(0, s), 1L << s, 1, prot());
        }
        if (age < 5 && random.nextInt(4) == 0) { // the last page, before frames are short
            int s = sizes.get(0);
            long last = model.lastIova() - (1L << s) + 1;
            return new TableOperation(TableOperation.Kind.MAP_PAGES, last, output(0, s), 1L << s, 1, prot());
        }
        while (true) {
            int s = size();
            long pageSize = 1L << s;
            long count = switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> 1 + random.nextInt(8);
                case 6, 7 -> 1 + random.nextInt(1024);
                case 8 -> random.nextInt(50) == 0 ? 0 : 2;
                default -> 1;
            };
            if (random.nextInt(200) == 0) {
                count = -1L >>> random.nextInt(s);
            }
            if (random.nextInt(60) == 0) {
                pageSize = oneOf(0, 0x800, 0x1000, 0x3000, 1L << 39, 1L << 52, 1L << random.nextInt(64));
            }
            long iova = address(s);
            if (random.nextInt(100) == 0) {
                count = (-iova >>> s) + 1; // the last page is beyond 64 bits
            }
            long pa = output(iova, s);
            int prot = prot();
            recentlyUsed(iova);
            boolean valid =
                    model.rules.brokenByPages(iova, pa, pageSize, count, prot).isEmpty();
            if (!valid || model.planOfPages(iova, pa, pageSize, count) != null) {
                return new TableOperation(TableOperation.Kind.MAP_PAGES, iova, pa, pageSize, count, prot);
            }
        }
    }

    private TableOperation mapRange() {
        while (true) {
            int s = size();
            long smallest = 1L << sizes.get(0);
            long length = ((long) random.nextInt(6) << s) + random.nextInt(6) * smallest;
            if (random.nextInt(40) == 0) {
                length += random.nextInt(2) == 0 ? 1 + random.nextInt(4095) : -1L << random.nextInt(64);
            }
            long iova = address(s) + (random.nextInt(3) == 0 ? random.nextInt(4) * smallest : 0);
            long pa = output(iova, s);
            if (random.nextInt(12) == 0) { // fill a table with leaves of an eighth of it or less
                length = 1L << (21 + 9 * random.nextInt(2));
                iova &= -length;
                pa = (pa & -length) + (length >>> 3) * (1 + random.nextInt(7));
                pa &= (1L << model.configuration.oaLg2()) - 1;
                undo = random.nextBoolean()
                        ? null
                        : new TableOperation(TableOperation.Kind.UNMAP, iova, length, 1, 0, 0);
            }
            int prot = prot();
            recentlyUsed(iova);
            boolean valid = model.rules
                    .brokenByRange(iova, pa, MapRules.unsigned(length), prot)
                    .isEmpty();
            if (!valid || model.planOfRange(iova, pa, length) != null) {
                return new TableOperation(TableOperation.Kind.MAP_RANGE, iova, pa, length, 0, prot);
            }
        }
    }

    private TableOperation unmap() {
        TableModel.Leaf leaf = random.nextInt(4) == 0 ? null : someLeaf();
        long iova = leaf == null ? address(size()) : leaf.iova;
        long pageSize = leaf == null ? 1L << size() : leaf.size();
        long count = switch (random.nextInt(10)) {
            case 0, 1 -> 1 + random.nextInt(16);
            case 2, 3 -> 1L << random.nextInt(20);
            default -> 1;
        };
        switch (random.nextInt(24)) {
            case 0 -> pageSize = 0x1000; // ends inside an entry
            case 1, 2, 3 -> { // a whole table
                long span = 1L << (21 + 9 * random.nextInt(model.top));
                iova &= -span;
                pageSize = span;
                count = 1;
            }
            case 4 -> {
                pageSize = random.nextLong() >>> random.nextInt(64);
                count = random.nextInt(3) == 0 ? -1L >>> random.nextInt(64) : count;
            }
            case 5 -> iova += random.nextInt(0x2000);
            case 6 -> { // to the end of the space
                pageSize = 1;
                count = model.lastOfTop() - iova + 1;
            }
            default -> {
                // as it is
            }
        }
        recentlyUsed(iova);
        if (random.nextInt(20) == 0) {
            iova = aboveTop();
        }
        return new TableOperation(TableOperation.Kind.UNMAP, iova, pageSize, count, 0, 0);
    }

    private TableOperation clean() {
        TableModel.Leaf leaf = someLeaf();
        long iova = leaf == null || random.nextInt(8) == 0 ? address(size()) : leaf.iova;
        long size = leaf == null ? 1L << size() : leaf.size();
        long length = switch (random.nextInt(8)) {
            case 0, 1, 2 -> size;
            case 3 -> size * random.nextInt(9);
            case 4 -> random.nextLong() >>> random.nextInt(64);
            case 5 -> 0x1000;
            case 6 -> model.lastOfTop() - iova + 1;
            default -> size * 2;
        };
        if (random.nextInt(3) == 0) {
            iova += size >>> (1 + random.nextInt(3));
        }
        int flags = random.nextInt(3) == 0 ? IoPageTable.NO_CLEAR : random.nextInt(8) << 1;
        return new TableOperation(TableOperation.Kind.CLEAN, iova, length, 0, 0, flags);
    }

    private long placeOfCut() {
        TableModel.Leaf leaf = random.nextInt(6) == 0 ? null : someLeaf();
        long smallest = 1L << sizes.get(0);
        long iova = leaf == null
                ? address(size())
                : leaf.iova + ((random.nextLong() >>> random.nextInt(63)) & (leaf.size() - 1) & -smallest);
        return switch (random.nextInt(24)) {
            case 0 -> iova + 1 + random.nextInt(0xfff);
            case 1 -> model.lastIova() + 1 + (smallest << random.nextInt(20));
            case 2 -> leaf == null ? iova : leaf.iova;
            default -> iova;
        };
    }

    private long aboveTop() {
        return model.lastOfTop() + 1 + ((long) random.nextInt(3) << size());
    }

    /** An address that is likely to be translated. */
    private long inside() {
        if (random.nextInt(20) == 0) {
            return aboveTop();
        }
        TableModel.Leaf leaf = random.nextInt(4) == 0 ? null : someLeaf();
        if (leaf == null) {
            return address(size()) + random.nextInt(0x2000);
        }
        long offset = random.nextLong() & (leaf.size() - 1);
        return leaf.iova + (random.nextInt(4) == 0 ? leaf.size() - 1 : offset);
    }

    /** An address for an entry of a size. */
    private long address(int sizeLg2) {
        long iova = switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> anchor() + ((long) (random.nextInt(20) - 6) << sizeLg2);
            case 6, 7, 8, 9, 10 -> beside(sizeLg2);
            case 11, 12, 13, 14, 15, 16 -> recents == 0 ? 0 : recent[random.nextInt(Math.min(recents, recent.length))];
            case 17 -> model.lastOfTop() + 1;
            case 18 -> random.nextLong() >>> random.nextInt(60);
            default -> random.nextLong();
        };
        if (random.nextInt(12) != 0) {
            iova &= model.lastIova();
        }
        if (age < YOUNG && random.nextInt(40) != 0) {
            iova &= model.lastOfTop();
        }
        return random.nextInt(30) == 0 ? iova : iova & (random.nextInt(20) == 0 ? -0x1000 : -(1L << sizeLg2));
    }

    private long beside(int sizeLg2) {
        TableModel.Leaf leaf = someLeaf();
        if (leaf == null) {
            return 0;
        }
        return switch (random.nextInt(4)) {
            case 0 -> leaf.iova;
            case 1 -> leaf.iova - (1L << sizeLg2);
            case 2 -> leaf.last() + 1;
            default -> leaf.iova + leaf.size() / 2;
        };
    }

    private long output(long iova, int sizeLg2) {
        int oaLg2 = model.configuration.oaLg2();
        long mask = (1L << oaLg2) - 1;
        long pa = switch (random.nextInt(16)) {
            case 0 -> 0;
            case 1 -> (1L << oaLg2) - ((1L + random.nextInt(3)) << sizeLg2);
            case 2, 3, 4, 5, 6 -> iova & mask;
            default -> random.nextLong() & mask;
        };
        pa &= -(1L << sizeLg2);
        return switch (random.nextInt(80)) {
            case 0 -> pa + (1L << (sizeLg2 - 1));
            case 1 -> pa + 0x1000;
            case 2 -> random.nextLong();
            case 3 -> pa | 1L << oaLg2;
            default -> pa;
        };
    }

    private int prot() {
        return switch (random.nextInt(60)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(4) << 2;
            case 2 -> 4 + random.nextInt(60);
            default -> 1 + random.nextInt(3);
        };
    }

    private int size() {
        int bound = random.nextInt(10) < 5 ? sizes.size() : Math.min(sizes.size(), 14);
        return sizes.get(random.nextInt(random.nextInt(3) == 0 ? bound : Math.min(bound, 10)));
    }

    private TableModel.Leaf someLeaf() {
        if (model.entries.isEmpty()) {
            return null;
        }
        Map.Entry<Long, TableModel.Leaf> entry = switch (random.nextInt(4)) {
            case 0 -> model.entries.ceilingEntry(random.nextLong() & model.lastIova());
            case 1 ->
                recents == 0
                        ? null
                        : model.entries.floorEntry(recent[random.nextInt(Math.min(recents, recent.length))]);
            default -> model.entries.ceilingEntry(anchor() + ((random.nextLong() & 0xffff) << 12));
        };
        return entry == null ? model.entries.firstEntry().getValue() : entry.getValue();
    }

    private long anchor() {
        return anchors.get(random.nextInt(anchors.size()));
    }

    private void recentlyUsed(long iova) {
        if (random.nextInt(3) == 0) {
            recent[recents++ % recent.length] = iova;
        }
    }

    private long oneOf(long... values) {
        return values[random.nextInt(values.length)];
    }
}
