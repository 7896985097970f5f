package dev.racewalk.results.cli;

import dev.racewalk.core.pagetable.PageTableBuilder;
import dev.racewalk.core.trace.TraceReplay;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a kernel's log is replayed. */
final class LogOptions {
    private static final int READ_AND_WRITE = 3;
    private static final int OA_LG2 = 52;

    @Option(names = "--level", paramLabel = "LEVEL", description = "starting level of the table (default: 2)")
    int level = 2;

    @Option(names = "--va", paramLabel = "BITS", description = "its VA width (default: 48)")
    int vaLg2 = 48;

    @Option(names = "--oa", paramLabel = "BITS", description = "its OA width (default: 52)")
    int oaLg2 = OA_LG2;

    @Option(
            names = "--page-sizes",
            paramLabel = "BITMAP",
            converter = Bitmap.class,
            description = "its page sizes, hexadecimal after 0x: bit 12 is 4 KiB (default: all that there are)")
    long pageSizes = -1;

    @Option(names = "--frames", paramLabel = "N", description = "frames of memory for tables (default: 32768)")
    int frames = TraceReplay.DEFAULT_FRAMES;

    @Option(names = "--prot", paramLabel = "PROT", description = "of all maps: 1 read, 2 write, 3 both (default: 3)")
    int prot = READ_AND_WRITE;

    @Option(names = "--go-on", description = "go on after an answer that is not that of the log")
    boolean goesOn;

    @Option(
            names = "--threads",
            description =
                    "replay each processor's events in a thread of its own, in the log's order where ranges overlap,"
                            + " under a device whose every read is checked")
    boolean threads;

    @Option(names = "--seed", paramLabel = "N", description = "of the addresses that the device reads (default: 1)")
    long seed = 1;

    @Option(
            names = "--bench",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "2",
            description = "measure: replay again and again, by one thread and by one for each processor of the log, so"
                    + " many seconds each (default: 2), and print operations a second and latencies")
    double benchSeconds;

    /** What is asked for and a table of a user's own cannot be told; null for nothing. */
    @Nullable
    String ofCoreAlone() {
        return oaLg2 != OA_LG2 ? "--oa" : pageSizes != -1 ? "--page-sizes" : prot != READ_AND_WRITE ? "--prot" : null;
    }

    PageTableBuilder configure(PageTableBuilder table) {
        return table.startingLevel(level).vaLg2(vaLg2).oaLg2(oaLg2).pageSizes(pageSizes);
    }
}
