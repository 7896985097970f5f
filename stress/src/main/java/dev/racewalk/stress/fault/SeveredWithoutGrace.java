package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.ReadSections;

/** {@code severed-without-grace}: a table is freed as soon as it is severed, although a thread may have found it before. */
final class SeveredWithoutGrace extends ProtocolSteps {
    @Override
    public void awaitReaders(ReadSections sections) {
        // nobody is waited for
    }
}
