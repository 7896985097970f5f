package dev.racewalk.stress.lincheck;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * What Lincheck runs: a table of core that starts at level 1, in which threads map three pages, once each as the range lock
 * demands, and look them up at any time.
 */
@Param(name = "page", gen = IntGen.class, conf = "0:2")
public abstract class SharedTable {
    private static final int FRAMES = 24;
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long OA_BASE = 1L << 50;

    private final IoPageTable table;
    private final long firstIova;
    private final long secondIova;
    private final long thirdIova;

    /** What the table must do, in the simplest way. */
    public static final class Specification {
        private final boolean[] mapped = new boolean[3];

        /** Made by Lincheck. */
        public Specification() {}

        public String mapFirst() {
            return map(0);
        }

        public String mapSecond() {
            return map(1);
        }

        public String mapThird() {
            return map(2);
        }

        private String map(int page) {
            mapped[page] = true;
            return "mapped";
        }

        public boolean isMapped(int page) {
            return mapped[page];
        }
    }

    SharedTable(ProtocolSteps steps, long firstIova, long secondIova, long thirdIova) {
        this.firstIova = firstIova;
        this.secondIova = secondIova;
        this.thirdIova = thirdIova;
        table = IoPageTable.builder(new PhysicalMemory(FRAMES), new FewFrames(FRAMES))
                .startingLevel(1)
                .vaLg2(57)
                .steps(steps)
                .build();
    }

    @Operation(runOnce = true)
    public String mapFirst() {
        return map(firstIova);
    }

    @Operation(runOnce = true)
    public String mapSecond() {
        return map(secondIova);
    }

    @Operation(runOnce = true)
    public String mapThird() {
        return map(thirdIova);
    }

    private String map(long iova) {
        Refusal refusal = MapResult.refusal(table.tryMapPages(iova, OA_BASE + iova, 1L << 12, 1, RW));
        return refusal == null ? "mapped" : refusal.name();
    }

    @Operation
    public boolean isMapped(@Param(name = "page") int page) {
        long iova = page == 0 ? firstIova : page == 1 ? secondIova : thirdIova;
        return table.iovaToPhys(iova) == OA_BASE + iova;
    }

    /** At rest no invariant is broken, and no frame is lost. */
    @Validate
    public void verify() {
        List<Violation> violations = TableVerifier.verify(table);
        if (!violations.isEmpty()) {
            throw new IllegalStateException(violations.toString());
        }
    }
}
