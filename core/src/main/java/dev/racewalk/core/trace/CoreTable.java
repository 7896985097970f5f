package dev.racewalk.core.trace;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Core's table under a {@link WorkloadReplay}. */
final class CoreTable implements ReplayedTable {
    private final IoPageTable table;
    private final int prot;
    private final long page;

    CoreTable(IoPageTable table, int prot) {
        this.table = table;
        this.prot = prot;
        page = Long.lowestOneBit(table.pageSizes());
    }

    @Override
    public Lane newLane() {
        IotlbGather gather = table.newGather();
        return new Lane() {
            @Override
            public @Nullable String map(long iova, long pa, long length) {
                long result = table.tryMapRange(iova, pa, length, prot);
                Refusal refusal = MapResult.refusal(result);
                return refusal == null
                        ? null
                        : String.format("%s after 0x%x bytes", refusal.errno(), MapResult.bytes(result));
            }

            @Override
            public long unmap(long iova, long length) {
                return table.unmapPages(iova, page, Long.divideUnsigned(length - 1, page) + 1, gather);
            }

            @Override
            public void sync() {
                table.sync(gather);
            }
        };
    }

    @Override
    public long tables() {
        return table.liveTables();
    }

    @Override
    public long lookUp(long iova) {
        return table.iovaToPhys(iova);
    }

    @Override
    public int topLevel() {
        return table.topLevel();
    }

    @Override
    public long verify(Consumer<String> violations) {
        TableVerifier.verify(table).forEach(violation -> violations.accept(violation.toString()));
        long[] mapped = {0};
        TableWalk.entries(table, (iova, lg2, item) -> mapped[0] += 1L << lg2);
        return mapped[0];
    }

    @Override
    public void close() {
        table.close();
    }
}
