package dev.racewalk.stress.machine;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.machine.judge.Root;

/**
 * A second table of a machine, with a domain and a device of its own. It shares the machine's memory, frames and IOMMU, and
 * so the command queue, and is verified and reset together with the machine. What is mapped in it is expected by {@link
 * Machine#expect}: of an address that is mapped in both tables, the first table's entry first.
 *
 * <p>Its top is one of the prepared frames of the {@link Setup}.
 */
public final class SecondDomain {
    private final Failures failures;
    private final Domain domain;
    private final Operations operations;
    private final SharedWord top;
    private final Root root;

    SecondDomain(Rig rig, Iommu iommu, Failures failures) {
        this.failures = failures;
        Setup setup = rig.setup();
        rig.frames().prepare();
        domain = iommu.newDomain();
        Device device = iommu.newDevice();
        domain.attach(device);
        top = rig.parts().topWord(rig.memory());
        IoPageTable table = IoPageTable.builder(rig.memory(), rig.frames())
                .topWord(top)
                .startingLevel(setup.startingLevel())
                .vaLg2(setup.vaLg2())
                .steps(StepsInUse.get().newProtocolSteps())
                .gatherMode(setup.gatherMode())
                .countTables(
                        false) // MachineFrames keeps the account, and a reset gives frames back behind the table's back
                .hardware(domain)
                .build();
        rig.frames().keepInUse();
        operations = new Operations(new CoreCalls(table, false), rig, device, null, null, failures, null);
        root = new Root("of the second domain", table, top, device);
    }

    /**
     * Maps an entry before the actors start.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void prepareMap(long iova, int lg2) {
        failures.require(ResultCodes.MAPPED, map(iova, lg2));
    }

    /**
     * Maps an entry before the actors start.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @param oa output address
     */
    public void prepareMap(long iova, int lg2, long oa) {
        failures.require(ResultCodes.MAPPED, operations.map(iova, lg2, oa));
    }

    /**
     * Lets the device read an address before the actors start, so that its caches are warm.
     *
     * @param iova input address
     * @param result what it must find: a code of {@link ResultCodes}
     */
    public void prepareRead(long iova, int result) {
        failures.require(result, read(iova));
    }

    /**
     * Maps one entry as {@link Operations#map(long, int)} does.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @return a code of {@link ResultCodes}
     */
    public int map(long iova, int lg2) {
        return operations.map(iova, lg2);
    }

    /**
     * Unmaps a range as {@link Operations#unmap(long, int)} does.
     *
     * <p>Context: one actor only.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return a code of {@link ResultCodes}
     */
    public int unmap(long iova, int lg2) {
        return operations.unmap(iova, lg2);
    }

    /**
     * Translates an address as the device of this domain does, for a read.
     *
     * @param iova input address
     * @return a code of {@link ResultCodes}
     */
    public int read(long iova) {
        return operations.read(iova);
    }

    /**
     * Says which level the top must have now; the first level is taken for granted if nothing is said.
     *
     * @param level 1 to 5
     */
    public void expectTopLevel(int level) {
        root.expectLevel(level);
    }

    Domain domain() {
        return domain;
    }

    Root root() {
        return root;
    }

    void reset() {
        long first = root.first();
        if (top.readOnce() != first) {
            top.writeOnce(first);
            domain.changeTop(TopOfTable.address(first), TopOfTable.level(first));
        }
    }
}
