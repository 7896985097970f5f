package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code page-reused-while-queued}: a flush releases what was queued while it was under way, which the next one must flush. */
final class PageReusedWhileQueued extends ProtocolSteps {
    @Override
    public boolean isFlushed(long place, long before) {
        return true;
    }
}
