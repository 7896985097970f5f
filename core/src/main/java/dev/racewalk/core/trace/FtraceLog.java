package dev.racewalk.core.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The events {@code iommu:map} and {@code iommu:unmap} of a kernel's log, as {@code /sys/kernel/tracing/trace}, {@code trace-cmd
 * report} or {@code perf script} write it:
 *
 * <pre>{@code
 *   kworker/1:2-77    [001] d..1.  123.456789: map: IOMMU: iova=0x00000000fff00000 - 0x00000000fff01000 paddr=0x... size=4096
 *   kworker/1:2-77    [001] d..1.  123.456901: unmap: IOMMU: iova=0x00000000fff00000 - 0x00000000fff01000 size=4096 unmapped_size=4096
 * }</pre>
 *
 * <p>The end of the range, which is the first address behind it, may be missing, as in older kernels. Lines of other events,
 * comments and headings are skipped and counted. The events do not say which domain they are about: filter by task or device where
 * there are several.
 *
 * @param events in the order of the log
 * @param skipped lines that are none of these events, empty ones left out
 * @param lost events that the kernel says it has lost
 */
public record FtraceLog(List<FtraceEvent> events, int skipped, long lost) {
    private static final String HEX = "0x(\\p{XDigit}{1,16})";
    private static final String NUMBER = "(\\d{1,20})";
    private static final String RANGE = "iova=" + HEX + "(?: - " + HEX + ")?";

    /** Task and number, processor, flags (not in all), time stamp, event. */
    private static final Pattern EVENT = Pattern.compile(
            "\\s*\\S.*?[-\\s]\\d+\\s+(?:\\([^)]*\\)\\s+)?\\[(\\d{1,6})\\]\\s+(?:\\S{3,8}\\s+)?\\d+\\.\\d+:\\s+(?:iommu:)?(map|unmap):"
                    + "\\s+(.*)");

    private static final Pattern MAP = Pattern.compile("IOMMU:\\s+" + RANGE + " paddr=" + HEX + " size=" + NUMBER);
    private static final Pattern UNMAP =
            Pattern.compile("IOMMU:\\s+" + RANGE + " size=" + NUMBER + " unmapped_size=" + NUMBER);
    private static final Pattern LOST = Pattern.compile("\\s*CPU:\\s*\\d+ \\[LOST (\\d{1,18}) EVENTS\\]\\s*");

    /**
     * Keeps a copy of the list.
     *
     * @param events the list that is copied
     * @param skipped as it is
     * @param lost as it is
     */
    public FtraceLog {
        events = List.copyOf(events);
    }

    /**
     * Reads a log.
     *
     * @param log read to the end, not closed
     * @return its events
     * @throws TraceFormatException if an event is not as the kernel writes it; names the line and the rule
     * @throws IOException if reading fails
     */
    public static FtraceLog read(BufferedReader log) throws IOException, TraceFormatException {
        List<FtraceEvent> events = new ArrayList<>();
        int number = 0;
        int skipped = 0;
        long lost = 0;
        for (String text = log.readLine(); text != null; text = log.readLine()) {
            number++;
            Matcher event = EVENT.matcher(text);
            Matcher loss = LOST.matcher(text);
            if (event.matches()) {
                events.add(event(number, text, event));
            } else if (loss.matches()) {
                lost += Long.parseLong(loss.group(1));
            } else if (!text.isBlank()) {
                skipped++;
            }
        }
        return new FtraceLog(events, skipped, lost);
    }

    private static FtraceEvent event(int number, String text, Matcher event) throws TraceFormatException {
        boolean isMap = event.group(2).equals("map");
        Matcher fields = (isMap ? MAP : UNMAP).matcher(event.group(3).stripTrailing());
        if (!fields.matches()) {
            throw new TraceFormatException(
                    number,
                    text,
                    isMap
                            ? "must be: map: IOMMU: iova=0x.. - 0x.. paddr=0x.. size=.."
                            : "must be: unmap: IOMMU: iova=0x.. - 0x.. size=.. unmapped_size=..");
        }
        long iova = Long.parseUnsignedLong(fields.group(1), 16);
        long size = number(number, text, fields.group(isMap ? 4 : 3));
        long pa = isMap ? Long.parseUnsignedLong(fields.group(3), 16) : 0;
        long done = isMap ? size : number(number, text, fields.group(4));
        require(size != 0, number, text, "size must be at least 1");
        require(
                endsWithin64Bits(iova, size) && endsWithin64Bits(iova, done),
                number,
                text,
                "the range must end within 64 bits");
        String end = fields.group(2);
        require(
                end == null || Long.parseUnsignedLong(end, 16) == iova + size,
                number,
                text,
                "the range must end at iova + size");
        return new FtraceEvent(number, Integer.parseInt(event.group(1)), isMap, iova, pa, size, done);
    }

    private static boolean endsWithin64Bits(long iova, long size) {
        return size == 0 || Long.compareUnsigned(iova + size - 1, iova) >= 0;
    }

    private static long number(int line, String text, String digits) throws TraceFormatException {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new TraceFormatException(line, text, "a size must be below 2^64");
        }
    }

    private static void require(boolean holds, int number, String text, String rule) throws TraceFormatException {
        if (!holds) {
            throw new TraceFormatException(number, text, rule);
        }
    }
}
