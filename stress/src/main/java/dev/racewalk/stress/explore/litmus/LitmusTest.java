package dev.racewalk.stress.explore.litmus;

import java.util.List;
import java.util.Map;

/**
 * A litmus test that is not written in any format yet.
 *
 * @param name letters, digits and hyphens
 * @param comment lines for people
 * @param words identifiers of the words, locks included, with what they hold at first
 * @param locks those of the words that are locks of the format
 * @param threads statements of each thread
 * @param last what words hold in the end, of those that several threads write
 */
public record LitmusTest(
        String name,
        List<String> comment,
        Map<String, Integer> words,
        List<String> locks,
        List<List<Statement>> threads,
        Map<String, Integer> last) {}
