package dev.racewalk.core.pagetable;

/** The rules by which operations refuse or fail, in the order in which they are checked. */
public enum Refusal {
    /** Starting level, a width or the page sizes of a new table are out of range, or hold no page. */
    CONFIGURATION(Errno.EINVAL, "no such table"),
    /** The protection has neither READ nor WRITE. */
    PROT(Errno.EINVAL, "prot must have READ (1) or WRITE (2)"),
    /** The first output address does not fit the OA width. */
    PA_BEYOND_OA_WIDTH(Errno.ERANGE, "pa must fit the OA width"),
    /** Nothing to do. */
    LENGTH_ZERO(Errno.EINVAL, "the length must not be 0"),
    /** pageSize * pageCount does not fit 64 bits. */
    LENGTH_OVERFLOW(Errno.EOVERFLOW, "pageSize * pageCount must be below 2^64"),
    /** The last input address does not fit 64 bits. */
    IOVA_OVERFLOW(Errno.EOVERFLOW, "iova + length - 1 must be below 2^64"),
    /** The last output address does not fit the OA width. */
    OA_BEYOND_OA_WIDTH(Errno.ERANGE, "pa + length - 1 must fit the OA width"),
    /** The page size is not one that the table supports. */
    PAGE_SIZE(Errno.ENXIO, "pageSize must be one that the table supports"),
    /** An address or the length is not a multiple of the page size. */
    MISALIGNED(Errno.ENXIO, "iova, pa and length must be multiples of the page size"),
    /** The address of a cut is not a multiple of the smallest page size. */
    CUT_MISALIGNED(Errno.ENXIO, "iova must be a multiple of the smallest page size"),
    /** The range, or the level that its leaves need, is beyond what the table may grow to. */
    BEYOND_VA_WIDTH(Errno.ERANGE, "the range must fit the VA width"),
    /** The range is beyond the current top, and the operation makes none. */
    ABOVE_TOP(Errno.ERANGE, "the range must lie below the current top and fit the VA width"),
    /** A part of the range is translated already. */
    IN_USE(Errno.EADDRINUSE, "the IOVA is translated already"),
    /** The frame allocator had no frame for a table. */
    NO_FRAME(Errno.ENOMEM, "no frame left for a table"),
    /** Nothing translates the address. */
    NO_TRANSLATION(Errno.ENOENT, "nothing translates the IOVA");

    private final Errno errno;
    private final String rule;

    Refusal(Errno errno, String rule) {
        this.errno = errno;
        this.rule = rule;
    }

    /**
     * Returns the kernel's error.
     *
     * @return error number
     */
    public Errno errno() {
        return errno;
    }

    /**
     * Returns the rule that was broken.
     *
     * @return a short sentence
     */
    public String rule() {
        return rule;
    }
}
