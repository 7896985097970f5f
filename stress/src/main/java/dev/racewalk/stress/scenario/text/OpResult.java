package dev.racewalk.stress.scenario.text;

import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.machine.Addresses;

/**
 * What an operation of a scenario ended with, as a number: a code in the low byte, and above it pages of 4 KiB, or by how many
 * pages an output address differs from {@link Addresses#oa}.
 */
public final class OpResult {
    /** Not over, or nothing to tell. */
    public static final long DONE = 0;

    private static final int MAPPED = 1;
    private static final int UNMAPPED = 2;
    private static final int TRANSLATED = 3;
    private static final int ABSENT = 4;
    private static final int NOT_PRESENT = 5;
    private static final int BEYOND_ROOT = 6;
    private static final int BLOCKED = 7;
    private static final int FAULT = 8;
    private static final int DIRTY = 9;
    private static final int THREW = 10;
    private static final int LIVELOCK = 11;
    private static final int GAVE_UP = 12;
    private static final int CUT = 13;
    private static final int NOT_CUT = 14;
    private static final int FIRST_REFUSAL = 32;
    private static final int CODE_BITS = 8;
    private static final long CODE = (1 << CODE_BITS) - 1;
    private static final Refusal[] REFUSALS = Refusal.values();

    private OpResult() {}

    /**
     * A map that succeeded.
     *
     * @param bytes that were mapped
     * @return the number
     */
    public static long mapped(long bytes) {
        return pages(bytes) | MAPPED;
    }

    /**
     * An operation that was refused.
     *
     * @param refusal which rule
     * @param bytes that were mapped before
     * @return the number
     */
    @SuppressWarnings("EnumOrdinal") // lives no longer than the JVM
    public static long refused(Refusal refusal, long bytes) {
        return pages(bytes) | (FIRST_REFUSAL + refusal.ordinal());
    }

    /**
     * An unmap.
     *
     * @param bytes that were unmapped
     * @return the number
     */
    public static long unmapped(long bytes) {
        return pages(bytes) | UNMAPPED;
    }

    /**
     * A pass over D.
     *
     * @param bytes that were reported
     * @return the number
     */
    public static long dirty(long bytes) {
        return pages(bytes) | DIRTY;
    }

    /**
     * A look-up or an access of a device that found a translation.
     *
     * @param iova input address
     * @param oa output address
     * @return the number
     */
    public static long translated(long iova, long oa) {
        return pages(oa - Addresses.oa(iova)) | TRANSLATED;
    }

    /**
     * A look-up that found nothing.
     *
     * @return the number
     */
    public static long absent() {
        return ABSENT;
    }

    /**
     * A device that found nothing.
     *
     * @return the number
     */
    public static long notPresent() {
        return NOT_PRESENT;
    }

    /**
     * A device that knows of no top that reaches so far.
     *
     * @return the number
     */
    public static long beyondRoot() {
        return BEYOND_ROOT;
    }

    /**
     * A device whose entry lets nothing through.
     *
     * @return the number
     */
    public static long blocked() {
        return BLOCKED;
    }

    /**
     * A device that met any other fault.
     *
     * @return the number
     */
    public static long fault() {
        return FAULT;
    }

    /**
     * An operation that threw.
     *
     * @param livelock whether it asked for frames again and again
     * @return the number
     */
    public static long threw(boolean livelock) {
        return livelock ? LIVELOCK : THREW;
    }

    /**
     * A cut.
     *
     * @param hasChanged whether an entry was cut
     * @return the number
     */
    public static long cut(boolean hasChanged) {
        return hasChanged ? CUT : NOT_CUT;
    }

    /**
     * An operation that was left out, since its range was not to be had.
     *
     * @return the number
     */
    public static long gaveUp() {
        return GAVE_UP;
    }

    private static long pages(long bytes) {
        return bytes >> Addresses.PAGE << CODE_BITS;
    }

    /**
     * Tells whether an unmap or a refusal is among what an operation can end with, for who names what is broken.
     *
     * @param result a number
     * @return true for an unmap of more than nothing
     */
    public static boolean hasUnmapped(long result) {
        return (result & CODE) == UNMAPPED && result != UNMAPPED;
    }

    /**
     * Says what an operation ended with.
     *
     * @param op the operation
     * @param result a number
     * @return in words
     */
    public static String inWords(ScriptOp op, long result) {
        long pages = result >> CODE_BITS;
        int code = (int) (result & CODE);
        return switch (code) {
            case MAPPED -> "mapped";
            case UNMAPPED -> pages == 0 ? "nothing unmapped" : count(pages) + " unmapped";
            case TRANSLATED -> {
                String found = op.kind() == OpKind.LOOK ? "found" : op.kind() == OpKind.READ ? "translated" : "written";
                yield pages == 0 ? found : found + " at " + Spot.write(op.iova() + (pages << Addresses.PAGE));
            }
            case ABSENT -> "absent";
            case NOT_PRESENT -> "not present";
            case BEYOND_ROOT -> "beyond root";
            case BLOCKED -> "blocked";
            case FAULT -> "fault";
            case DIRTY -> pages == 0 ? "clean" : count(pages) + " dirty";
            case THREW -> "threw";
            case LIVELOCK -> "livelock";
            case GAVE_UP -> "gave up";
            case CUT -> "cut";
            case NOT_CUT -> "not cut";
            default -> code < FIRST_REFUSAL ? op.kind().word() : refusedInWords(pages, code);
        };
    }

    private static String refusedInWords(long pages, int code) {
        String errno = REFUSALS[code - FIRST_REFUSAL].errno().name();
        return pages == 0 ? errno : count(pages) + " mapped then " + errno;
    }

    private static String count(long pages) {
        return pages == 1 ? "1 page" : pages + " pages";
    }
}
