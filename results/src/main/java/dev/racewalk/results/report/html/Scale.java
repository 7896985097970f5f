package dev.racewalk.results.report.html;

/** Lengths and shades on a log scale, as classes of the style sheet. */
final class Scale {
    /** Shades from nothing to full. */
    static final int SHADES = 8;

    private static final int PERCENT = 100;

    /** The least that a bar of something shows. */
    private static final int LEAST = 2;

    private Scale() {}

    /** The class of a bar: {@code w0} for nothing to {@code w100} for the longest. */
    static String bar(long count, long longest) {
        if (count <= 0) {
            return "w0";
        }
        double length = Math.log1p((double) count) / Math.log1p((double) Math.max(count, longest));
        return "w" + Math.max(LEAST, Math.round(PERCENT * length));
    }

    /** The class of a cell: {@code h0} for nothing, then a shade more for each power of ten from a tenth of the first. */
    static String shade(double rate, double first) {
        if (!(rate > 0)) {
            return "h0";
        }
        long step = 1 + (long) Math.floor(Math.log10(rate / first)) + 1;
        return "h" + Math.min(SHADES - 1, Math.max(1, step));
    }

    /** The rules of {@code w0} to {@code w100}: a policy without inline styles leaves no other way to say a length. */
    static String rules() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i <= PERCENT; i++) {
            rules.append(".w").append(i).append("{--w:").append(i).append("%}\n");
        }
        return rules.toString();
    }
}
