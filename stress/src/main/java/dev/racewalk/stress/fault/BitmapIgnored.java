package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code bitmap-ignored}: the short way maps 4-KiB pages whether the table supports them or not. */
final class BitmapIgnored extends ProtocolSteps {
    @Override
    public boolean supportsSinglePages(long pageSizes) {
        return true;
    }
}
