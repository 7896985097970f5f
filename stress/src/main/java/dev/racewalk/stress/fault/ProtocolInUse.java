package dev.racewalk.stress.fault;

import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.OwnTable;
import dev.racewalk.stress.machine.Steps;
import dev.racewalk.stress.machine.StepsProvider;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.own.OwnSteps;
import dev.racewalk.stress.record.Protocol;
import org.jspecify.annotations.Nullable;

/** Turns a {@link Protocol} into the steps that machines take, or the page table that they have, for all machines of this JVM. */
public final class ProtocolInUse implements StepsProvider {
    /** For {@link java.util.ServiceLoader}: the protocol that the system properties name. */
    public ProtocolInUse() {}

    @Override
    public @Nullable Steps steps() {
        return steps(Protocol.ofThisJvm());
    }

    @Override
    public @Nullable String table() {
        return Protocol.ofThisJvm().table();
    }

    /**
     * Finds the steps of a protocol.
     *
     * @param protocol any
     * @return null for the right ones
     * @throws IllegalArgumentException if there is no such fault, or the class cannot be steps
     */
    public static @Nullable Steps steps(Protocol protocol) {
        if (protocol.fault() != null) {
            return SeededFault.of(protocol.fault());
        }
        return protocol.steps() == null ? null : OwnSteps.of(protocol.steps());
    }

    /**
     * Checks that machines can follow a protocol.
     *
     * @param protocol any
     * @throws IllegalArgumentException if there is no such fault, or the class cannot be steps or a page table
     */
    public static void check(Protocol protocol) {
        steps(protocol);
        if (protocol.table() != null) {
            OwnTable.check(protocol.table(), ClassPath.inUse().loader());
        }
    }

    /**
     * Has all machines that are made from now on follow a protocol.
     *
     * @param protocol any
     * @throws IllegalArgumentException if there is no such fault, or the class cannot be steps or a page table
     */
    public static void set(Protocol protocol) {
        MachineParts.useSteps(steps(protocol));
        OwnTable.use(protocol.table(), ClassPath.inUse().loader());
    }
}
