package dev.racewalk.core.pagetable;

/** The kernel's error numbers that operations of a page table answer with. */
public enum Errno {
    /** No entry: nothing translates the address. */
    ENOENT(2),
    /** No such address: misaligned, or no supported page size fits. */
    ENXIO(6),
    /** Out of memory: no frame for a table. */
    ENOMEM(12),
    /** Invalid argument. */
    EINVAL(22),
    /** Out of range: an address does not fit the width of the table. */
    ERANGE(34),
    /** The range ends beyond 64 bits. */
    EOVERFLOW(75),
    /** The address is translated already. */
    EADDRINUSE(98);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /**
     * Returns the number on Linux.
     *
     * @return a positive number
     */
    public int number() {
        return number;
    }
}
