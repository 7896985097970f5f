package dev.racewalk.core.pagetable;

import java.util.Objects;

/** Says why a table refused a call: which value, and which rule. */
final class RefusalWording {
    private final Limits limits;
    private final TopGrowth growth;

    RefusalWording(Limits limits, TopGrowth growth) {
        this.limits = limits;
        this.growth = growth;
    }

    PageTableException ofMapPages(long result, long iova, long pa, long pageSize, long pageCount, int prot) {
        String call = String.format(
                "mapPages(iova=0x%x, pa=0x%x, pageSize=0x%x, pageCount=%s, prot=%d)",
                iova, pa, pageSize, Long.toUnsignedString(pageCount), prot);
        return of(result, call, iova, pa, Limits.length(pageSize, pageCount), pageSize, prot);
    }

    /** A refusal with the value that it is about and the rule, and how much was mapped before. */
    PageTableException of(long result, String call, long iova, long pa, long length, long pageSize, int prot) {
        Refusal refusal = Objects.requireNonNull(MapResult.refusal(result));
        long mapped = MapResult.bytes(result);
        String value = switch (refusal) {
            case PROT -> "prot = " + prot;
            case PA_BEYOND_OA_WIDTH -> hex("pa", pa) + ", OA width " + limits.oaLg2() + " bits";
            case LENGTH_ZERO -> "length = 0";
            case LENGTH_OVERFLOW -> hex("pageSize", pageSize);
            case IOVA_OVERFLOW -> hex("iova", iova) + hex(", length", length);
            case OA_BEYOND_OA_WIDTH ->
                hex("last output address", pa + length - 1) + ", OA width " + limits.oaLg2() + " bits";
            case PAGE_SIZE -> hex("pageSize", pageSize) + hex(", supported", limits.pageSizes());
            case MISALIGNED ->
                hex("iova", iova) + hex(", pa", pa) + hex(", length", length) + hex(", page size", pageSize);
            case CUT_MISALIGNED -> hex("iova", iova) + hex(", smallest page size", pageSize);
            case BEYOND_VA_WIDTH -> hex("last iova", iova + length - 1) + ", VA width " + limits.vaLg2() + " bits";
            case ABOVE_TOP -> hex("last iova", iova + length - 1) + ", top level " + TopOfTable.level(growth.read());
            case CONFIGURATION, IN_USE, NO_FRAME, NO_TRANSLATION -> hex("iova", iova + mapped);
        };
        return new PageTableException(refusal, call, value, mapped);
    }

    private static String hex(String name, long value) {
        return name + " = 0x" + Long.toHexString(value);
    }
}
