package dev.racewalk.core.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An operation of a trace.
 *
 * @param number line number, from 1
 * @param operation which one
 * @param arguments its numbers, as many as it takes
 */
record TraceLine(int number, Operation operation, List<Long> arguments) {

    /** The operations, and the names of their arguments. */
    enum Operation {
        INIT("LEVEL VA_LG2 OA_LG2"),
        MAP("IOVA PA PGSIZE COUNT PROT"),
        RANGE("IOVA PA LENGTH PROT"),
        UNMAP("IOVA PGSIZE COUNT"),
        GATHER("IOVA PGSIZE COUNT"),
        SYNC(""),
        READ("IOVA"),
        WRITE("IOVA"),
        IOVA("IOVA"),
        DIRTY("IOVA"),
        CLEAN("IOVA LENGTH FLAGS"),
        CUT("IOVA"),
        DUMP(""),
        DEINIT("");

        private final String arguments;

        Operation(String arguments) {
            this.arguments = arguments;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String[] usage() {
            return words(word() + " " + arguments);
        }
    }

    /** Argument {@code index}. */
    long argument(int index) {
        return arguments.get(index);
    }

    /** Argument {@code index} as a level or a width: too large for any stays too large. */
    int width(int index) {
        long value = argument(index);
        return value >>> 16 == 0 ? (int) value : Integer.MAX_VALUE;
    }

    /** Argument {@code index} as a bit set: a protection or flags. */
    int bits(int index) {
        return (int) argument(index);
    }

    static TraceLine parse(int number, String text) throws TraceFormatException {
        String[] words = words(text);
        Operation operation = operation(number, text, words[0]);
        String[] usage = operation.usage();
        if (words.length != usage.length) {
            throw new TraceFormatException(number, text, "must be: " + String.join(" ", usage));
        }
        List<Long> arguments = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            arguments.add(number(number, text, usage[i], words[i]));
        }
        return new TraceLine(number, operation, List.copyOf(arguments));
    }

    private static String[] words(String text) {
        return text.strip().split("\\s+", -1);
    }

    private static Operation operation(int number, String text, String word) throws TraceFormatException {
        for (Operation operation : Operation.values()) {
            if (operation.word().equals(word)) {
                return operation;
            }
        }
        throw new TraceFormatException(
                number,
                text,
                "must begin with init, map, range, unmap, gather, sync, read, write, iova, dirty, clean, cut, dump or deinit");
    }

    private static long number(int line, String text, String name, String word) throws TraceFormatException {
        boolean hex = word.startsWith("0x");
        String digits = hex ? word.substring(2) : word;
        try {
            if (!digits.startsWith("+")) {
                return Long.parseUnsignedLong(digits, hex ? 16 : 10);
            }
        } catch (NumberFormatException e) {
            // told below, with the rule
        }
        throw new TraceFormatException(
                line, text, name + " must be a number below 2^64, decimal, or hexadecimal after 0x");
    }
}
