package dev.racewalk.core.pagetable;

/**
 * An operation on a table with all its arguments.
 *
 * @param a output address, page size (unmap) or length (clean)
 * @param b page size (map) or page count (unmap), or length of a range
 * @param count pages of a map
 * @param bits protection or flags
 */
record TableOperation(Kind kind, long iova, long a, long b, long count, int bits) {
    enum Kind {
        MAP_PAGES,
        MAP_RANGE,
        UNMAP,
        LOOK_UP,
        SET_DIRTY,
        CLEAN,
        CUT,
        RECLAIM,
        SYNC
    }

    static TableOperation of(Kind kind, long iova) {
        return new TableOperation(kind, iova, 0, 0, 0, 0);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case MAP_PAGES -> String.format("mapPages(0x%xL, 0x%xL, 0x%xL, 0x%xL, %d)", iova, a, b, count, bits);
            case MAP_RANGE -> String.format("mapRange(0x%xL, 0x%xL, 0x%xL, %d)", iova, a, b, bits);
            case UNMAP -> String.format("unmapPages(0x%xL, 0x%xL, 0x%xL, gather)", iova, a, b);
            case LOOK_UP -> String.format("iovaToPhys(0x%xL)", iova);
            case SET_DIRTY -> String.format("setDirty(0x%xL)", iova);
            case CLEAN -> String.format("readAndClearDirty(0x%xL, 0x%xL, %d, recorder, gather)", iova, a, bits);
            case CUT -> String.format("cutMapping(0x%xL)", iova);
            case RECLAIM -> "reclaim(Integer.MAX_VALUE)";
            case SYNC -> "sync(gather)";
        };
    }
}
