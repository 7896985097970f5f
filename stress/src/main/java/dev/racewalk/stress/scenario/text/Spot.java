package dev.racewalk.stress.scenario.text;

import dev.racewalk.core.amdv1.Level;

/**
 * Addresses as scenarios write them: {@code 1:0+0:3} is item 0 of the window of a table of level 1 and item 3 of the window of
 * the table of level 0 below it. The window begins at item {@value #WINDOW} of each table. {@code 1:=2} is item 2 of the table
 * itself. Lengths are {@code 4K}, {@code 2M+12K} or {@code 1G}.
 */
public final class Spot {
    /** First item of the window. */
    public static final int WINDOW = 64;

    private static final int KILO = 10;
    private static final int MEGA = 20;
    private static final int GIGA = 30;

    private Spot() {}

    /**
     * Makes the part of an input address that selects an item of the window.
     *
     * @param level of the table
     * @param index of the item, counted from the first of the window
     * @return to be added to those of other levels
     */
    public static long item(int level, int index) {
        return (long) (WINDOW + index) << Level.itemLg2(level);
    }

    static String write(long iova) {
        StringBuilder text = new StringBuilder();
        for (int level = Level.MAX; level >= 0; level--) {
            int index = Level.index(iova, level);
            if (index >= WINDOW) {
                append(text, level + ":" + (index - WINDOW));
            } else if (index != 0) {
                append(text, level + ":=" + index);
            }
        }
        long rest = iova & ((1L << Level.GRANULE_LG2) - 1);
        if (rest != 0) {
            append(text, Long.toString(rest));
        }
        return text.isEmpty() ? "0" : text.toString();
    }

    static String writeLength(long length) {
        StringBuilder text = new StringBuilder();
        long rest = length;
        for (int unit : new int[] {GIGA, MEGA, KILO}) {
            long many = rest >>> unit;
            if (many != 0) {
                append(text, many + (unit == GIGA ? "G" : unit == MEGA ? "M" : "K"));
            }
            rest &= (1L << unit) - 1;
        }
        if (rest != 0 || text.isEmpty()) {
            append(text, Long.toString(rest));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String term) {
        if (!text.isEmpty()) {
            text.append('+');
        }
        text.append(term);
    }

    /** An address or a length; a {@link ScriptException} if it is none. */
    static long read(String text, int line) {
        long sum = 0;
        for (String term : text.split("\\+", -1)) {
            sum += term.contains(":") ? readItem(term, text, line) : readBytes(term, text, line);
        }
        return sum;
    }

    private static long readItem(String term, String text, int line) {
        String[] parts = term.split(":", -1);
        boolean absolute = parts.length == 2 && parts[1].startsWith("=");
        int level = parts.length == 2 ? number(parts[0]) : -1;
        int index = parts.length == 2 ? number(absolute ? parts[1].substring(1) : parts[1]) : -1;
        int most = level < 0 || level > Level.MAX ? 0 : Level.items(level) - (absolute ? 0 : WINDOW);
        if (index < 0 || index >= most) {
            throw new ScriptException(
                    line,
                    text + ": '" + term + "' must be LEVEL:ITEM of the window or LEVEL:=ITEM of the table, levels 0 to "
                            + Level.MAX + ", and the table must have the item");
        }
        return (long) (absolute ? index : WINDOW + index) << Level.itemLg2(level);
    }

    private static long readBytes(String term, String text, int line) {
        int unit = switch (term.isEmpty() ? ' ' : term.charAt(term.length() - 1)) {
            case 'K' -> KILO;
            case 'M' -> MEGA;
            case 'G' -> GIGA;
            default -> 0;
        };
        int many = number(unit == 0 ? term : term.substring(0, term.length() - 1));
        if (many < 0) {
            throw new ScriptException(
                    line, text + ": '" + term + "' must be a number of bytes below 2^31, with K, M, G or nothing");
        }
        return (long) many << unit;
    }

    /** -1 if it is none. */
    static int number(String text) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long value = Long.parseLong(text);
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }
}
