package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code lost-errno}: a map that failed reports success. */
final class LostErrno extends ProtocolSteps {
    @Override
    public long report(long result) {
        // a result without a refusal is the number of pages
        return MapResult.bytes(result) >>> Level.GRANULE_LG2;
    }
}
