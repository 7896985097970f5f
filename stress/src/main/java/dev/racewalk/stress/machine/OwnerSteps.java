package dev.racewalk.stress.machine;

/**
 * The steps of who owns pages of data and unmaps them: a part of the caller's side that the table cannot see to (I14). The
 * method here is right. A subclass that replaces it seeds a fault: {@code page-freed-before-sync}.
 */
public class OwnerSteps {
    /** The owner as it should be. */
    public static final OwnerSteps RIGHT = new OwnerSteps();

    /** For subclasses: the owner as it should be, until they replace a step. */
    protected OwnerSteps() {}

    /**
     * Gives a page back that was unmapped, when no device can reach it any more.
     *
     * @param page of this owner
     */
    public void syncThenGiveBack(OwnedPage page) {
        page.sync();
        page.giveBack();
    }
}
