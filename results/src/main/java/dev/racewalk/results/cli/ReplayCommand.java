package dev.racewalk.results.cli;

import dev.racewalk.core.pagetable.LinuxRules;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.trace.FtraceLog;
import dev.racewalk.core.trace.TraceFormatException;
import dev.racewalk.core.trace.TraceReplay;
import dev.racewalk.stress.record.InputFile;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.UnreadableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays an operation trace. */
@Command(
        name = "replay",
        sortOptions = false,
        description = {
            "Replays a trace of operations, or a kernel's log of maps and unmaps, on a fresh table.",
            "",
            "Prints what each operation answers; of a kernel's log (--ftrace) how it went."
        },
        footerHeading = "%n",
        footer = {
            "An operation a line, numbers decimal or hexadecimal after 0x, # begins a comment; init comes first:",
            "  init LEVEL VA_LG2 OA_LG2        a table: starting level, bits of addresses in and out",
            "  map IOVA PA PGSIZE COUNT PROT   COUNT pages; PROT 1 read, 2 write, 3 both",
            "  range IOVA PA LENGTH PROT       a range, in pages as large as fit",
            "  unmap IOVA PGSIZE COUNT         and sync",
            "  iova IOVA                       look up",
            "  dirty IOVA                      hardware sets the dirty bit",
            "  clean IOVA LENGTH FLAGS         read and clear dirty bits; FLAGS 1: do not clear. Reported are whole",
            "                                  items from where the range meets them, as in the golden files",
            "  gather IOVA PGSIZE COUNT        unmap without the sync",
            "  sync                            of what was gathered",
            "  read IOVA, write IOVA           by a device, which keeps what it has cached until a sync",
            "  dump                            all items",
            "  deinit                          end, and count tables that leaked",
            "",
            "Releases of Linux differ: up to 6.19 all pages of one map have one size where that fits; from 7.1 on each",
            "place gets the best; from 7.2 on a table has no pages of half its VA space or more.",
            "",
            "A log holds the events iommu:map and iommu:unmap, as /sys/kernel/tracing/trace, trace-cmd report or perf script",
            "write them. All of it is taken for one domain.",
            "",
            "A log is replayed on core's table, with the bug or the steps that are named, or on a table of your own; so two can",
            "be compared by --bench. Your own maps by pages that it can do, for reading and writing.",
            "",
            "Exit status: 0 replayed, and every answer is that of the log; 1 an answer is not, or something is broken (with",
            "--expect wrong the other way round); 2 the trace or the log is malformed or cannot be read, and nothing was run; 3",
            "the log holds nothing to replay."
        })
final class ReplayCommand extends ProjectCommand {
    private static final String STDIN = "-";
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_LINES = 1_000_000;
    private static final String DEINIT = "deinit";
    private static final double MOST_SECONDS = 3600;
    private static final int WRONG = 1;
    private static final int NOTHING = 3;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TRACE",
            description = "file with a trace; - is standard input")
    private @Nullable String given;

    @Option(names = "--ftrace", paramLabel = "FILE", description = "replay a kernel's log instead; - is standard input")
    private @Nullable String log;

    @Mixin
    private final ClassPathOption classPath = new ClassPathOption();

    @Mixin
    private final ProtocolOption protocol = new ProtocolOption();

    @ArgGroup(exclusive = false, heading = "%nOf a log:%n")
    private LogOptions ofLog = new LogOptions();

    /** The file. */
    private String trace = "";

    @Option(names = "--dump", description = "also print the table at the end of the trace")
    private boolean dump;

    @Option(
            names = "--linux",
            paramLabel = "RELEASE",
            description = "whose rules to follow, where they differ: 6.19 or 7.3 (default: 7.3)")
    private String linux = LinuxRules.LINUX_7_3.release();

    /** Makes the command. */
    ReplayCommand() {}

    @Override
    public Integer call() throws IOException {
        RunInput input = input();
        String logFile = log;
        if ((given == null) == (logFile == null)) {
            throw input.usage("must be either TRACE or --ftrace FILE", null);
        }
        if (logFile == null && (protocol.isGiven() || protocol.isExpectationGiven())) {
            throw input.usage("--fault, --steps, --table and --expect must stand beside --ftrace", null);
        }
        trace = Objects.requireNonNullElse(given, Objects.requireNonNullElse(logFile, ""));
        String name = trace.equals(STDIN) ? "standard input" : trace;
        PrintWriter out = input.out();
        LinuxRules rules = rules(input);
        try {
            List<String> lines = lines();
            if (logFile != null) {
                return replayLog(input, rules, lines);
            }
            String text = String.join("\n", dump ? dumped(lines) : lines);
            TraceReplay replay = new TraceReplay(TraceReplay.DEFAULT_FRAMES, table -> table.rules(rules));
            PageTableException refused = replay.replay(new BufferedReader(new StringReader(text)), out);
            if (refused != null) {
                input.err().println(name + ": " + refused.getMessage());
            }
        } catch (TraceFormatException e) {
            throw input.usage(name + ", " + e.getMessage(), e);
        } catch (InvalidPathException e) {
            throw input.usage(name + ": there is no such file", e);
        } catch (UnreadableException e) {
            throw input.usage(String.valueOf(e.getMessage()), e);
        } catch (IOException | UncheckedIOException e) {
            throw input.usage(name + ": cannot be read: " + e.getMessage(), e);
        }
        out.flush();
        return 0;
    }

    private int replayLog(RunInput input, LinuxRules rules, List<String> lines)
            throws IOException, TraceFormatException {
        FtraceLog read = FtraceLog.read(new BufferedReader(new StringReader(String.join("\n", lines))));
        if (ofLog.benchSeconds < 0 || ofLog.benchSeconds > MOST_SECONDS) {
            throw input.usage("--bench " + ofLog.benchSeconds + ": must be up to " + MOST_SECONDS + " seconds", null);
        }
        try {
            Expectation expected = protocol.expectation();
            classPath.use();
            Protocol replayed = protocol.protocol();
            LogReplay replay = new LogReplay(read, ofLog, replayed, rules, input.out());
            if (!replayed.isAsItShouldBe()) {
                input.out().println(replayed.banner());
            }
            int status = replay.run();
            boolean isWrongSeen = status == WRONG;
            if (expected == Expectation.WRONG && status != NOTHING) {
                input.out().println(expected.inWords(isWrongSeen));
            }
            input.out().flush();
            return expected.status(isWrongSeen, status);
        } catch (IllegalArgumentException | PageTableException e) {
            throw input.usage(String.valueOf(e.getMessage()), e);
        }
    }

    private LinuxRules rules(RunInput input) {
        try {
            return LinuxRules.of(linux);
        } catch (IllegalArgumentException e) {
            throw input.usage("--linux " + e.getMessage(), e);
        }
    }

    private List<String> lines() throws IOException {
        boolean isFile = !trace.equals(STDIN);
        String name = isFile ? trace : "standard input";
        try (InputStream in =
                isFile ? InputFile.open(Path.of(trace), MOST_BYTES) : InputFile.bounded(System.in, name, MOST_BYTES)) {
            return InputFile.lines(in, name, MOST_LINES);
        }
    }

    /** Adds a dump at the end, or before a deinit there. A trace that breaks the rules stays as it is. */
    private static List<String> dumped(List<String> lines) {
        List<String> operations = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        boolean isWhole = !operations.isEmpty()
                && operations.get(0).startsWith("init ")
                && operations.subList(0, operations.size() - 1).stream().noneMatch(DEINIT::equals);
        if (!isWhole) {
            return lines;
        }
        List<String> longer = new ArrayList<>(lines);
        int end = lines.size();
        if (operations.get(operations.size() - 1).equals(DEINIT)) {
            while (!longer.get(end - 1).strip().equals(DEINIT)) {
                end--;
            }
            end--;
        }
        longer.add(end, "dump");
        return longer;
    }
}
