package dev.racewalk.core.pagetable;

/** An operation that was refused or could not be finished, with the error Linux gives and what was done before it. */
public final class PageTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The rule that was broken. */
    private final Refusal refusal;

    /** Bytes mapped before it. */
    private final long mapped;

    PageTableException(Refusal refusal, String call, String value, long mapped) {
        super(call + ": " + refusal.errno() + ": " + value + ": " + refusal.rule()
                + (mapped == 0 ? "" : "; mapped before it: 0x" + Long.toHexString(mapped) + " bytes"));
        this.refusal = refusal;
        this.mapped = mapped;
    }

    /**
     * Returns the rule that was broken.
     *
     * @return the rule
     */
    public Refusal refusal() {
        return refusal;
    }

    /**
     * Returns the kernel's error.
     *
     * @return error number
     */
    public Errno errno() {
        return refusal.errno();
    }

    /**
     * Returns what was mapped before the error: the caller unmaps {@code [iova, iova + mappedBytes)} to get back to
     * where it was.
     *
     * @return bytes, unsigned
     */
    public long mappedBytes() {
        return mapped;
    }
}
