package dev.racewalk.stress.fault;

import dev.racewalk.stress.machine.OwnedPage;
import dev.racewalk.stress.machine.OwnerSteps;

/** {@code page-freed-before-sync}: a page of data is given back when it is unmapped, and the gather is synced later. */
final class PageFreedBeforeSync extends OwnerSteps {
    @Override
    public void syncThenGiveBack(OwnedPage page) {
        page.giveBack();
        page.sync();
    }
}
