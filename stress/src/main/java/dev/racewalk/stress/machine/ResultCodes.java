package dev.racewalk.stress.machine;

import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.verify.Invariant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;

/** What an actor's operation ended with: small numbers while it matters, words afterwards. */
public final class ResultCodes {
    /** The actor did not get so far. */
    public static final int NOTHING = 0;

    /** The map succeeded. */
    public static final int MAPPED = 1;

    /** The range was unmapped. */
    public static final int UNMAPPED = 4;

    /** More or less than the range was unmapped. */
    public static final int UNMAPPED_OTHER = 5;

    /** The look-up found the right address. */
    public static final int FOUND = 6;

    /** The look-up found nothing. */
    public static final int ABSENT = 7;

    /** The look-up or the walk found an address that nobody mapped. */
    public static final int WRONG = 8;

    /** The device's read was translated. */
    public static final int TRANSLATED = 9;

    /** The device met an item that is not present. */
    public static final int NOT_PRESENT = 10;

    /** The device knows of no top that reaches so far. */
    public static final int BEYOND_ROOT = 11;

    /** The device met something malformed. */
    public static final int FAULT = 12;

    /** The device's write was translated and D is set. */
    public static final int WRITTEN = 13;

    /** D was seen, and the whole range was reported. */
    public static final int DIRTY = 14;

    /** D was not seen. */
    public static final int CLEAN = 15;

    /** The operation threw an exception. */
    public static final int THREW = 2;

    /** The operation was refused a frame again and again, and did not give up. */
    public static final int LIVELOCK = 3;

    /** The table noticed that callers have broken the contract, and said so. */
    public static final int REPORTED = 16;

    /** The device is attached. */
    public static final int ATTACHED = 17;

    /** D was seen, and less than the range was reported. */
    public static final int DIRTY_PART = 18;

    /** What was gathered is flushed. */
    public static final int SYNCED = 19;

    /** The table is closed. */
    public static final int CLOSED = 20;

    /** The device's entry lets nothing through. */
    public static final int BLOCKED = 21;

    /** The device is detached. */
    public static final int DETACHED = 22;

    /** The device found a page that does not permit what it wanted. */
    public static final int DENIED = 23;

    /** An entry was cut. */
    public static final int CUT = 24;

    /** There was no entry to cut. */
    public static final int NOT_CUT = 25;

    /** The device has read what the owner of the page wrote. */
    public static final int READ = 26;

    /** The page was unmapped and given back. */
    public static final int GIVEN_BACK = 27;

    /** Nobody has given a page back. */
    public static final int NO_PAGE = 28;

    /** The device's entry lets everything through untranslated. */
    public static final int UNTRANSLATED = 29;

    /** The device has been given to another domain. */
    public static final int REPLACED = 30;

    /** No table was reclaimed; further codes are of one table and more. */
    public static final int NONE_RECLAIMED = 31;

    /** Tables at most that a reclaim can free in a race. */
    private static final int MOST_RECLAIMED = 4;

    private static final int FIRST_REFUSAL = NONE_RECLAIMED + MOST_RECLAIMED + 1;

    /* Codes with numbers in them: pages of a pass over D, or a part that was mapped, in 13 bits each, and why no more. */
    private static final int DIRTY_PAGES = 1 << 28;
    private static final int MAPPED_IN_PART = 1 << 30;
    private static final int REFUSAL_BITS = 4;
    private static final int PAGES_BITS = 13;
    private static final int PAGES = (1 << PAGES_BITS) - 1;

    private static final Map<Integer, String> WITH_NUMBERS = new ConcurrentHashMap<>();
    private static final String[] WORDS = words();
    private static final String[] PAIRS = pairs();

    private static final String[] BROKEN =
            Arrays.stream(Invariant.values()).map(i -> i + " broken").toArray(String[]::new);

    private ResultCodes() {}

    private static String[] words() {
        Refusal[] refusals = Refusal.values();
        String[] words = new String[FIRST_REFUSAL + refusals.length];
        Arrays.fill(words, "nothing");
        words[MAPPED] = "mapped";
        words[UNMAPPED] = "unmapped";
        words[UNMAPPED_OTHER] = "unmapped more or less";
        words[FOUND] = "found";
        words[ABSENT] = "absent";
        words[WRONG] = "wrong";
        words[TRANSLATED] = "translated";
        words[NOT_PRESENT] = "not present";
        words[BEYOND_ROOT] = "beyond root";
        words[FAULT] = "fault";
        words[WRITTEN] = "written";
        words[DIRTY] = "dirty";
        words[CLEAN] = "clean";
        words[DIRTY_PART] = "dirty in part";
        words[THREW] = "threw";
        words[LIVELOCK] = "livelock";
        words[REPORTED] = "reported";
        words[ATTACHED] = "attached";
        words[SYNCED] = "synced";
        words[CLOSED] = "closed";
        words[BLOCKED] = "blocked";
        words[DETACHED] = "detached";
        words[DENIED] = "denied";
        words[CUT] = "cut";
        words[NOT_CUT] = "not cut";
        words[READ] = "read";
        words[GIVEN_BACK] = "given back";
        words[NO_PAGE] = "no page";
        words[UNTRANSLATED] = "untranslated";
        words[REPLACED] = "replaced";
        for (int i = 0; i <= MOST_RECLAIMED; i++) {
            words[NONE_RECLAIMED + i] = reclaimedInWords(i);
        }
        for (int i = 0; i < refusals.length; i++) {
            words[FIRST_REFUSAL + i] = refusals[i].errno().name();
        }
        return words;
    }

    private static String reclaimedInWords(int tables) {
        return tables == 0 ? "none reclaimed" : tables + " reclaimed";
    }

    /** The code of so many tables that were reclaimed. */
    static int reclaimed(int tables) {
        return tables <= MOST_RECLAIMED ? NONE_RECLAIMED + tables : WRONG;
    }

    @SuppressWarnings("EnumOrdinal") // lives no longer than the sample
    static int refused(Refusal refusal) {
        return FIRST_REFUSAL + refusal.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // lives no longer than the sample
    static String broken(Invariant invariant) {
        return BROKEN[invariant.ordinal()];
    }

    /** A map of pages that was refused, after a part of them or at once. */
    static int mappedBefore(int done, int count, Refusal refusal) {
        return done == 0 ? refused(refusal) : mappedInPart(done, count, refusal);
    }

    /** A map that was refused after a part of its pages, of which there are less than 8192. */
    @SuppressWarnings("EnumOrdinal") // lives no longer than the sample
    static int mappedInPart(int done, int count, Refusal refusal) {
        return MAPPED_IN_PART | (count << PAGES_BITS | done) << REFUSAL_BITS | refusal.ordinal();
    }

    /**
     * Says how much a pass over D reported.
     *
     * @param pages of 4 KiB, 0 to 32767
     * @return {@link #CLEAN} for none, else a code; in words {@code 1 page dirty} or {@code 3 pages dirty}
     */
    public static int dirtyPages(int pages) {
        return pages == 0 ? CLEAN : DIRTY_PAGES | pages;
    }

    static String inWords(int code) {
        if (code >= DIRTY_PAGES) {
            return WITH_NUMBERS.computeIfAbsent(code, ResultCodes::withNumbers);
        }
        return code < WORDS.length ? WORDS[code] : PAIRS[code - WORDS.length];
    }

    /** The code of the refusal that ended a map after a part. */
    private static int refusal(int code) {
        return FIRST_REFUSAL + (code & (1 << REFUSAL_BITS) - 1);
    }

    private static String withNumbers(int code) {
        if (code < MAPPED_IN_PART) {
            int pages = code - DIRTY_PAGES;
            return pages + (pages == 1 ? " page dirty" : " pages dirty");
        }
        int pages = code >>> REFUSAL_BITS;
        String why = WORDS[refusal(code)];
        return "mapped " + (pages & PAGES) + " of " + (pages >>> PAGES_BITS & PAGES) + ", " + why;
    }

    /**
     * Joins what two operations of one actor ended with, one after the other.
     *
     * @param earlier code of the first operation
     * @param later code of the second
     * @return a code; in words {@code found twice} or {@code absent then found}
     */
    public static int then(int earlier, int later) {
        return (earlier + 1) * WORDS.length + later;
    }

    /** Whether one of the operations that a code tells of ended with such a code. */
    static boolean anyOf(int code, IntPredicate test) {
        if (code >= DIRTY_PAGES) {
            return code >= MAPPED_IN_PART && test.test(refusal(code));
        }
        int left = code;
        while (left >= WORDS.length) { // the last of several
            if (test.test(left % WORDS.length)) {
                return true;
            }
            left = left / WORDS.length - 1;
        }
        return test.test(left);
    }

    /** Whether this is the code of a map that was refused. */
    static boolean isRefusal(int code) {
        return code >= FIRST_REFUSAL;
    }

    private static String[] pairs() {
        int codes = WORDS.length;
        String[] pairs = new String[codes * codes];
        for (int i = 0; i < pairs.length; i++) {
            String earlier = WORDS[i / codes];
            pairs[i] = earlier + (i / codes == i % codes ? " twice" : " then " + WORDS[i % codes]);
        }
        return pairs;
    }
}
