package dev.racewalk.core.pagetable;

import java.util.List;

/** Hardware that notes what it is to forget, in one line each: {@code FIRST..LAST TABLE_POINTERS}. */
record InvalidationLog(List<String> told) implements IommuHardware {
    @Override
    public void changeTop(long tablePa, int topLevel) {
        // no matter
    }

    @Override
    public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
        told.add(String.format("0x%x..0x%x %b", firstIova, lastIova, tablePointers));
    }

    @Override
    public void detach() {
        // no matter
    }
}
