package dev.racewalk.stress.explore.litmus;

import dev.racewalk.core.memory.AccessMode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Writes litmus tests in the assembly language of AArch64. */
final class ArmWriter {
    /** What is found goes to the registers below, the addresses of words to this one and above. */
    private static final int FIRST_ADDRESS = 14;

    private static final int MOST_WORDS = 14;
    private static final String TEMPORARY = "28";
    private static final String ADDRESS = "X29";

    private final LitmusTest test;
    private final StringJoiner initial = new StringJoiner("\n");
    private final List<List<String>> columns = new ArrayList<>();

    ArmWriter(LitmusTest test) {
        this.test = test;
    }

    String write() {
        StringBuilder text = new StringBuilder("AArch64 ").append(test.name()).append("\n\n(*\n");
        test.comment().forEach(line -> text.append(" * ").append(line).append('\n'));
        test.words().forEach((word, value) -> {
            if (value != 0) {
                initial.add("  " + word + "=" + value + ";");
            }
        });
        for (int i = 0; i < test.threads().size(); i++) {
            columns.add(thread(i, test.threads().get(i)));
        }
        text.append(" *)\n\n{\n").append(initial).append("\n}\n");
        rows(text);
        return text.append('\n').append(Condition.of(test, "X")).append('\n').toString();
    }

    private void rows(StringBuilder text) {
        int rows = columns.stream().mapToInt(List::size).max().orElse(0);
        int width = columns.stream()
                .flatMap(List::stream)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        for (int row = 0; row < rows; row++) {
            StringJoiner line = new StringJoiner(" | ", " ", " ;\n");
            for (List<String> column : columns) {
                line.add(String.format("%-" + width + "s", row < column.size() ? column.get(row) : ""));
            }
            text.append(line);
        }
    }

    private List<String> thread(int number, List<Statement> statements) {
        List<String> words = List.copyOf(
                new TreeSet<>(statements.stream().map(Statement::word).toList()));
        long found = statements.stream()
                .filter(each -> each.register() != Statement.NONE)
                .count();
        if (words.size() > MOST_WORDS || found > FIRST_ADDRESS) {
            throw new IllegalArgumentException(
                    "thread " + number + " uses " + words.size() + " words and loads " + found
                            + " values: for aarch64 there must be at most " + MOST_WORDS + " words and " + FIRST_ADDRESS
                            + " loads");
        }
        for (int i = 0; i < words.size(); i++) {
            initial.add("  " + number + ":X" + (FIRST_ADDRESS + i) + "=" + words.get(i) + ";");
        }
        List<String> lines = new ArrayList<>(List.of("P" + number));
        String end = "LC" + number;
        boolean jumps = false;
        for (int i = 0; i < statements.size(); i++) {
            Statement each = statements.get(i);
            add(each, "X" + (FIRST_ADDRESS + words.indexOf(each.word())), lines);
            boolean decides = each.register() != Statement.NONE
                    && statements.subList(i + 1, statements.size()).stream().anyMatch(Statement::writes);
            if (decides) {
                lines.add("CMP W" + each.register() + ",#" + each.expected());
                lines.add((each.found() ? "B.NE " : "B.EQ ") + end);
                jumps = true;
            }
        }
        if (jumps) {
            lines.add(end + ":");
        }
        return lines;
    }

    private static void add(Statement each, String word, List<String> lines) {
        String at = word;
        if (each.dependsOn() != Statement.NONE) {
            String by = "W" + each.dependsOn();
            lines.add("EOR W" + TEMPORARY + "," + by + "," + by);
            lines.add("ADD " + ADDRESS + "," + word + ",W" + TEMPORARY + ",SXTW");
            at = ADDRESS;
        }
        String register = "W" + each.register();
        switch (each.kind()) {
            case LOAD -> lines.add((each.acquires() ? "LDAR " : "LDR ") + register + ",[" + at + "]");
            case STORE -> {
                lines.add("MOV W" + TEMPORARY + ",#" + each.value());
                lines.add((each.releases() ? "STLR W" : "STR W") + TEMPORARY + ",[" + at + "]");
            }
            case SWAP -> {
                lines.add("MOV " + register + ",#" + each.expected());
                lines.add("MOV W" + TEMPORARY + ",#" + each.value());
                lines.add("CAS" + suffix(each.mode()) + " " + register + ",W" + TEMPORARY + ",[" + at + "]");
            }
            default -> throw new IllegalStateException(each.kind() + ": locks are words here");
        }
    }

    private static String suffix(AccessMode mode) {
        return switch (mode) {
            case PLAIN, OPAQUE -> "";
            case ACQUIRE -> "A";
            case RELEASE -> "L";
            case VOLATILE -> "AL";
        };
    }
}
