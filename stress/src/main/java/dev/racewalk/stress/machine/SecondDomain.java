package dev.racewalk.stress.machine;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.TopOfTable;

/**
 * A second table of a machine, with a domain and a device of its own. It shares the machine's memory, frames and IOMMU, and
 * so the command queue, and is verified and reset together with the machine. What is mapped in it is expected by {@link
 * Machine#expect}, so a race uses other input addresses here than in the first table.
 *
 * <p>Its top is one of the prepared frames of the {@link Setup}.
 */
public final class SecondDomain {
    private final Failures failures;
    private final IoPageTable table;
    private final Domain domain;
    private final Device device;
    private final Lane lane;
    private final SharedWord top;
    private final long firstTop;
    private int expectedTopLevel;

    SecondDomain(Iommu iommu, PhysicalMemory memory, MachineFrames frames, Setup setup, Failures failures) {
        this.failures = failures;
        frames.prepare();
        domain = iommu.newDomain();
        device = iommu.newDevice();
        domain.attach(device);
        top = memory.newWord(Machine.TOP, 0);
        table = IoPageTable.builder(memory, frames)
                .topWord(top)
                .startingLevel(setup.startingLevel())
                .vaLg2(setup.vaLg2())
                .steps(Seed.protocolSteps())
                .gatherMode(setup.gatherMode())
                .hardware(domain)
                .build();
        frames.keepInUse();
        lane = new Lane(Machine.FIRST, table, device, frames, failures);
        firstTop = table.topOfTable();
        expectedTopLevel = TopOfTable.level(firstTop);
    }

    /**
     * Maps an entry before the actors start.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void prepareMap(long iova, int lg2) {
        failures.require(Results.MAPPED, map(iova, lg2));
    }

    /**
     * Lets the device read an address before the actors start, so that its caches are warm.
     *
     * @param iova input address
     * @param result what it must find: a code of {@link Results}
     */
    public void prepareRead(long iova, int result) {
        failures.require(result, read(iova));
    }

    /**
     * Maps one entry as {@link Machine#map(long, int)} does.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @return a code of {@link Results}
     */
    public int map(long iova, int lg2) {
        return lane.map(iova, lg2);
    }

    /**
     * Unmaps a range as {@link Machine#unmap} does.
     *
     * <p>Context: one actor only.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return a code of {@link Results}
     */
    public int unmap(long iova, int lg2) {
        return lane.unmap(iova, lg2);
    }

    /**
     * Translates an address as the device of this domain does, for a read.
     *
     * @param iova input address
     * @return a code of {@link Results}
     */
    public int read(long iova) {
        return lane.read(iova);
    }

    /**
     * Says which level the top must have now; the first level is taken for granted if nothing is said.
     *
     * @param level 1 to 5
     */
    public void expectTopLevel(int level) {
        expectedTopLevel = level;
    }

    int expectedTopLevel() {
        return expectedTopLevel;
    }

    IoPageTable table() {
        return table;
    }

    long top() {
        return top.readOnce();
    }

    long entry() {
        return device.entry();
    }

    void putBack() {
        expectedTopLevel = TopOfTable.level(firstTop);
        if (top.readOnce() != firstTop) {
            top.writeOnce(firstTop);
            domain.changeTop(TopOfTable.address(firstTop), TopOfTable.level(firstTop));
        }
    }
}
