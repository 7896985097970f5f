package dev.racewalk.stress.levels;

/** What an operation works on, in one call. */
enum Shape {
    /** One page of 4 KiB. */
    PAGE("page", 12, 1),

    /** Several pages of 4 KiB in one table. */
    PAGES("pages", 12, 3),

    /** An entry of 16 items. */
    RUN("run", 16, 1);

    private final String words;
    private final int lg2;
    private final int pages;

    Shape(String words, int lg2, int pages) {
        this.words = words;
        this.lg2 = lg2;
        this.pages = pages;
    }

    /** Log2 of the bytes of an entry. */
    int lg2() {
        return lg2;
    }

    /** Entries. */
    int pages() {
        return pages;
    }

    long bytes() {
        return (long) pages << lg2;
    }

    @Override
    public String toString() {
        return words;
    }
}
