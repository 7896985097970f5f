package dev.racewalk.stress.jcstress;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.os.CPUMap;
import org.openjdk.jcstress.os.OSSupport;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.Topology;

/** The processors of this machine, and how races are spread over them. */
public final class Processors {
    private static @Nullable String probed;

    private final Topology topology;
    private final Scheduler scheduler;
    private final int count;
    private final Affinity affinity;
    private final String log;
    private final Map<String, List<Placement>> placements = new ConcurrentHashMap<>();

    private Processors(Topology topology, int count, Affinity affinity, String log) {
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
     * @param allowed numbers of the processors that this process may use, empty if the system does not tell
     * @return what was found
     */
    public static Processors look(int count, @Nullable Affinity wanted, BitSet allowed) {
        String said = probe();
        Topology topology = Topology.get();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            topology.printStatus(out);
        }
        Affinity affinity = wanted == null ? Affinity.LOCAL : wanted;
        String note = "";
        if (affinity != Affinity.NONE && !mayUseAll(topology, allowed)) {
            affinity = Affinity.NONE;
            note = "This process may use only some of the processors, so threads are not bound to them.\n";
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

    private static boolean mayUseAll(Topology topology, BitSet allowed) {
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

    /**
     * Returns what jcstress said when it looked.
     *
     * @return lines
     */
    public String log() {
        return log;
    }

    /**
     * Returns the flags with which a JVM can bind its threads.
     *
     * @return flags, known once somebody has looked at the machine
     */
    public static List<String> javaArguments() {
        return List.copyOf(OSSupport.getJavaInvokeArguments());
    }

    /**
     * Returns how many processors are used.
     *
     * @return 1 at least
     */
    public int count() {
        return count;
    }

    /**
     * Takes processors for a fork.
     *
     * @param placement of its actors
     * @return the processors, or null if too many are taken
     */
    public @Nullable Cpus tryAcquire(Placement placement) {
        CPUMap map = scheduler.tryAcquire(placement.scheduling());
        return map == null ? null : new Cpus(map);
    }

    /**
     * Gives processors back.
     *
     * @param cpus of a fork that has ended
     */
    public void release(Cpus cpus) {
        scheduler.release(cpus.map());
    }

    /**
     * Says how threads are bound.
     *
     * @return the name of an {@link Affinity}
     */
    public String affinityInWords() {
        List<Placement> pairs = placements(2, false);
        return (pairs.isEmpty() ? affinity : pairs.get(0).affinity()).name();
    }

    /**
     * Lists the ways to place actors.
     *
     * @param actors how many
     * @param all whether to list those that bind less tightly too
     * @return the ways, none if there are too few processors
     */
    public List<Placement> placements(int actors, boolean all) {
        return placements.computeIfAbsent(actors + (all ? "+" : ""), key -> {
            List<SchedulingClass> found = new ArrayList<>(classes(actors, affinity));
            if (all && affinity == Affinity.LOCAL) {
                found.addAll(classes(actors, Affinity.GLOBAL));
                found.addAll(classes(actors, Affinity.NONE));
            }
            return found.stream().map(Placement::new).toList();
        });
    }

    private List<SchedulingClass> classes(int actors, Affinity bound) {
        return scheduler.scheduleClasses(actors, count, bound.mode());
    }

    /**
     * Tells how many forks of two actors run at a time.
     *
     * @return 1 at least
     */
    public int lanes() {
        List<Placement> pairs = placements(2, false);
        if (pairs.isEmpty()) {
            return 1;
        }
        Scheduler trial = new Scheduler(topology, count);
        int lanes = 0;
        while (trial.tryAcquire(pairs.get(pairs.size() - 1).scheduling()) != null) {
            lanes++;
        }
        return Math.max(1, lanes);
    }
}
