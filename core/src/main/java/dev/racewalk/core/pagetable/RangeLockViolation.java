package dev.racewalk.core.pagetable;

/** Two operations overlapped in time and range although the range lock forbids it; the second has done nothing. */
public final class RangeLockViolation extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    RangeLockViolation(String second, String first) {
        super(second + " overlaps " + first + ", which is still running: hold the range lock");
    }
}
