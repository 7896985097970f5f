package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.List;
import java.util.function.Consumer;

/**
 * The part of the hardware that executes commands, one at a time and in order. Whoever clocks it holds its lock
 * meanwhile.
 */
final class CommandEngine {
    private static final String NO_COMMAND = "hardware read a word that is not a command:";
    private static final String TOO_EARLY = " the tail moved before the command was written";

    private final List<Device> devices;
    private final Consumer<Violation> violations;
    private final SpinLock lock;

    /** 1 while a thread of its own clocks the hardware, 0 while those who wait for it do. */
    private final SharedWord freeRunning;

    CommandEngine(PhysicalMemory memory, List<Device> devices, Consumer<Violation> violations) {
        this.devices = devices;
        this.violations = violations;
        lock = memory.newLock("command engine");
        freeRunning = memory.newWord("free-running", 0);
    }

    void setFreeRunning(boolean on) {
        freeRunning.storeRelease(on ? 1 : 0);
    }

    boolean isFreeRunning() {
        return freeRunning.loadAcquire() != 0;
    }

    /** Executes one command; false if there is none or hardware is at work already. */
    boolean clock(CommandQueue queue) {
        if (queue.isEmpty() || !lock.tryLock()) {
            return false;
        }
        try {
            if (queue.isEmpty()) {
                return false;
            }
            execute(queue, queue.headCommand(), queue.headOperand());
            queue.advanceHead();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is queued, unless there is nothing. */
    void drop(CommandQueue queue) {
        if (queue.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Lets hardware get on, for a thread that waits for it. */
    void letWork(CommandQueue queue, int spins) {
        if (isFreeRunning() || !clock(queue)) {
            SpinLock.pause(spins);
        }
    }

    private void execute(CommandQueue queue, long command, long operand) {
        switch (CommandQueue.opcode(command)) {
            case CommandQueue.COMPLETION_WAIT -> queue.complete(operand);
            case CommandQueue.INVALIDATE_DEVTAB_ENTRY -> {
                int device = CommandQueue.target(command);
                if (device < 0 || device >= devices.size()) {
                    report(command, " there is no device " + Integer.toUnsignedString(device));
                } else {
                    devices.get(device).invalidateEntry();
                }
            }
            case CommandQueue.INVALIDATE_IOMMU_PAGES -> {
                int lg2 = CommandQueue.rangeLg2(command);
                if (lg2 > Long.SIZE) {
                    report(command, " there is no range of 2^" + lg2 + " bytes");
                    return;
                }
                boolean tablePointers = CommandQueue.tablePointers(command);
                for (int i = 0; i < devices.size(); i++) {
                    devices.get(i).invalidatePages(CommandQueue.target(command), operand, lg2, tablePointers);
                }
            }
            default -> report(command, TOO_EARLY);
        }
    }

    private void report(long command, String why) {
        violations.accept(new Violation(Invariant.I9, "command queue", command, NO_COMMAND + why));
    }
}
