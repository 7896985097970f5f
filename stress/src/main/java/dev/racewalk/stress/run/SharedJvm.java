package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Cpus;
import dev.racewalk.stress.jcstress.ForkServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** A JVM that runs fork after fork in one JVM mode on the same processors. */
final class SharedJvm {
    private final ChildJvm child;
    private final Use use;

    /** What it is for. */
    private record Use(List<String> modeFlags, List<Integer> processors) {}

    private SharedJvm(ChildJvm child, Use use) {
        this.child = child;
        this.use = use;
    }

    ChildJvm child() {
        return child;
    }

    /** Those of a run. All methods may be called by any thread. */
    static final class Pool implements AutoCloseable {
        private final Jvm jvm;
        private final ForkServer server;
        private final int most;
        private final Deque<SharedJvm> idle = new ArrayDeque<>();
        private boolean isClosed;

        /**
         * Makes an empty pool.
         *
         * @param jvm how they are started
         * @param server that hands out the forks
         * @param most how many may be idle
         */
        Pool(Jvm jvm, ForkServer server, int most) {
            this.jvm = jvm;
            this.server = server;
            this.most = most;
        }

        /** Takes an idle one, or starts one. */
        SharedJvm take(List<String> modeFlags, Cpus cpus) throws IOException {
            Use use = new Use(modeFlags, cpus.numbers());
            synchronized (this) {
                for (Iterator<SharedJvm> each = idle.iterator(); each.hasNext(); ) {
                    SharedJvm found = each.next();
                    if (found.use.equals(use)) {
                        each.remove();
                        if (found.child.isAlive()) {
                            return found;
                        }
                    }
                }
            }
            List<String> command = new ArrayList<>(cpus.command());
            command.addAll(jvm.command());
            command.addAll(modeFlags);
            command.addAll(server.sharedCommand());
            return new SharedJvm(ChildJvm.start(command), use);
        }

        /** Gives one back whose last fork ended well; the one that has been idle longest makes room for it. */
        synchronized void give(SharedJvm shared) {
            if (isClosed) {
                shared.child.kill();
                return;
            }
            idle.addLast(shared);
            if (idle.size() > most) {
                idle.removeFirst().child.kill();
            }
        }

        @Override
        public synchronized void close() {
            isClosed = true;
            idle.forEach(shared -> shared.child.kill());
            idle.clear();
        }
    }
}
