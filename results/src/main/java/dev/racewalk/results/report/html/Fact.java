package dev.racewalk.results.report.html;

/**
 * A number with its name.
 *
 * @param label what it is
 * @param value for people
 * @param note a little more, may be empty
 * @param style class of the style sheet, empty if nothing is remarkable
 */
record Fact(String label, String value, String note, String style) {
    static Fact plain(String label, String value) {
        return new Fact(label, value, "", "");
    }
}
