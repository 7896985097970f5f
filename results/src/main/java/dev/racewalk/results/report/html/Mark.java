package dev.racewalk.results.report.html;

import dev.racewalk.results.model.Verdict;
import dev.racewalk.stress.record.Grade;

/**
 * A symbol, a word and a class of the style sheet: nothing is said by colour alone.
 *
 * @param symbol one character
 * @param word for people who cannot see the symbol, and in tables
 * @param style class of the style sheet
 */
record Mark(String symbol, String word, String style) {
    static final Mark FORBIDDEN = new Mark("✖", "forbidden", "forbidden");
    static final Mark FAILED = new Mark("▲", "failed", "failed");
    static final Mark WARNING = new Mark("▲", "look at it", "warning");
    static final Mark PASSED = new Mark("✓", "ok", "passed");
    static final Mark WEAK = new Mark("◇", "weak", "weak");
    static final Mark UNGRADED = new Mark("?", "not graded", "ungraded");
    static final Mark CAUGHT = new Mark("✓", "caught", "passed");
    static final Mark NOTE = new Mark("·", "note", "note");
    static final Mark MET = new Mark("◆", "met", "met");

    static Mark of(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> PASSED;
            case WEAK -> WEAK;
            case UNGRADED -> UNGRADED;
            case FAILED -> FAILED;
            case FORBIDDEN -> FORBIDDEN;
        };
    }

    static Mark of(Grade grade) {
        return switch (grade) {
            case ACCEPTABLE -> PASSED;
            case ACCEPTABLE_INTERESTING -> MET;
            case FORBIDDEN -> FORBIDDEN;
            case UNKNOWN -> new Mark("✖", "not listed: forbidden", "forbidden");
            case UNGRADED -> UNGRADED;
        };
    }
}
