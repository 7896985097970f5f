package dev.racewalk.stress.record;

/**
 * Takes out of a text what could command a terminal: control characters, and those that turn the direction of writing or
 * hide what follows. Everything that is read from a file goes through here once, when it is read.
 */
public final class PlainText {
    private static final String REPLACED = "\uFFFD";

    private PlainText() {}

    /**
     * Cleans a text.
     *
     * @param text from anywhere
     * @return the same with tabs kept, line breaks as blanks, and the rest of the control characters as U+FFFD
     */
    public static String of(String text) {
        if (text.codePoints().allMatch(PlainText::isPlain)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isPlain(c)) {
                plain.appendCodePoint(c);
            } else {
                plain.append(c == '\n' || c == '\r' ? " " : REPLACED);
            }
        });
        return plain.toString();
    }

    /**
     * Cleans a text and cuts it.
     *
     * @param text from anywhere
     * @param longest characters
     * @return the text, or its beginning and dots
     */
    public static String of(String text, int longest) {
        return of(text.length() <= longest ? text : text.substring(0, longest) + "...");
    }

    private static boolean isPlain(int c) {
        if (c == '\t') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
