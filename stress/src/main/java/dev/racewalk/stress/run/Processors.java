package dev.racewalk.stress.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.OSSupport;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.Topology;

/** The processors of this machine, and how races are spread over them. */
final class Processors {
    private static @Nullable String probed;

    private final Topology topology;
    private final Scheduler scheduler;
    private final int count;
    private final AffinityMode affinity;
    private final String log;
    private final Map<String, List<SchedulingClass>> classes = new ConcurrentHashMap<>();

    private Processors(Topology topology, int count, AffinityMode affinity, String log) {
        this.topology = topology;
        this.count = count;
        this.affinity = affinity;
        this.log = log;
        this.scheduler = new Scheduler(topology, count);
    }

    /**
     * Looks at the machine.
     *
     * @param count processors to use
     * @param wanted how to bind threads, null for the closest that the system allows
     */
    static Processors look(int count, @Nullable AffinityMode wanted) throws IOException {
        String said = probe();
        Topology topology = Topology.get();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            topology.printStatus(out);
        }
        AffinityMode affinity = wanted == null ? AffinityMode.LOCAL : wanted;
        String note = "";
        if (affinity != AffinityMode.NONE && !mayUseAll(topology)) {
            affinity = AffinityMode.NONE;
            note = "This process may use some of the processors only, so threads are not bound.\n";
        }
        return new Processors(topology, count, affinity, said + bytes.toString(StandardCharsets.UTF_8) + note);
    }

    /** What jcstress finds out stays in its static fields, so once is enough. */
    private static synchronized String probe() {
        if (probed == null) {
            try (Diverted output = Diverted.begin()) {
                OSSupport.init();
                probed = output.text();
            }
        }
        return probed;
    }

    private static boolean mayUseAll(Topology topology) throws IOException {
        BitSet allowed = ProcessorTime.allowed();
        if (allowed.isEmpty() || !topology.trustworthy()) {
            return true;
        }
        for (int t = 0; t < topology.totalThreads(); t++) {
            if (!allowed.get(topology.threadToRealCPU(t))) {
                return false;
            }
        }
        return true;
    }

    String log() {
        return log;
    }

    int count() {
        return count;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** How threads are bound. */
    String affinityInWords() {
        List<SchedulingClass> pairs = classes(2, false);
        return pairs.isEmpty() ? affinity.name() : pairs.get(0).mode().name();
    }

    /** Ways to place so many actors; empty if there is none. With {@code all}, also those that bind less tightly. */
    List<SchedulingClass> classes(int actors, boolean all) {
        return classes.computeIfAbsent(actors + (all ? "+" : ""), key -> {
            List<SchedulingClass> found = new ArrayList<>(scheduler.scheduleClasses(actors, count, affinity));
            if (all && affinity == AffinityMode.LOCAL) {
                found.addAll(scheduler.scheduleClasses(actors, count, AffinityMode.GLOBAL));
                found.addAll(scheduler.scheduleClasses(actors, count, AffinityMode.NONE));
            }
            return List.copyOf(found);
        });
    }

    /** How many forks of two actors run at a time. */
    int lanes() {
        List<SchedulingClass> pairs = classes(2, false);
        if (pairs.isEmpty()) {
            return 1;
        }
        Scheduler trial = new Scheduler(topology, count);
        int lanes = 0;
        while (trial.tryAcquire(pairs.get(pairs.size() - 1)) != null) {
            lanes++;
        }
        return Math.max(1, lanes);
    }
}
