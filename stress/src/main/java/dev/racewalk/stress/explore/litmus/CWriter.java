package dev.racewalk.stress.explore.litmus;

import dev.racewalk.core.memory.AccessMode;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes litmus tests in C, for the kernel's model and for C11. */
final class CWriter {
    private final LitmusTest test;
    private final boolean isKernel;
    private final StringBuilder text = new StringBuilder();

    CWriter(LitmusTest test, LitmusFormat format) {
        this.test = test;
        isKernel = format == LitmusFormat.LKMM;
    }

    String write() {
        text.append("C ").append(test.name()).append("\n\n(*\n");
        test.comment().forEach(line -> text.append(" * ").append(line).append('\n'));
        text.append(" *)\n\n{\n");
        test.words().forEach((word, value) -> {
            if (value != 0 && !test.locks().contains(word)) {
                text.append("  ").append(word).append('=').append(value).append(";\n");
            }
        });
        text.append("}\n");
        for (int i = 0; i < test.threads().size(); i++) {
            thread(i, test.threads().get(i));
        }
        text.append('\n').append(Condition.of(test, "r")).append('\n');
        return text.toString();
    }

    private void thread(int number, List<Statement> statements) {
        String parameters = new TreeSet<>(
                        statements.stream().map(Statement::word).toList())
                .stream()
                        .map(word ->
                                (!isKernel ? "atomic_int *" : test.locks().contains(word) ? "spinlock_t *" : "int *")
                                        + word)
                        .collect(Collectors.joining(", "));
        text.append("\nP").append(number).append('(').append(parameters).append(")\n{\n");
        statements.stream()
                .filter(each -> each.register() != Statement.NONE)
                .forEach(each -> text.append("  int r").append(each.register()).append(";\n"));
        String indent = "  ";
        int open = 0;
        for (int i = 0; i < statements.size(); i++) {
            Statement each = statements.get(i);
            text.append(indent).append(line(each)).append(";\n");
            if (isKernel && each.kind() == Statement.Kind.STORE && each.mode() == AccessMode.VOLATILE) {
                text.append(indent).append("smp_mb();\n");
            }
            boolean decides = each.register() != Statement.NONE
                    && statements.subList(i + 1, statements.size()).stream().anyMatch(Statement::writes);
            if (decides) {
                text.append(indent)
                        .append("if (")
                        .append(each.condition("r" + each.register()))
                        .append(") {\n");
                indent += "  ";
                open++;
            }
        }
        for (; open > 0; open--) {
            indent = indent.substring(2);
            text.append(indent).append("}\n");
        }
        text.append("}\n");
    }

    private String line(Statement each) {
        String result = each.register() == Statement.NONE ? "" : "r" + each.register() + " = ";
        return result + (isKernel ? kernel(each) : c11(each));
    }

    private static String address(Statement each) {
        int by = each.dependsOn();
        return by == Statement.NONE ? each.word() : "(" + each.word() + " + (r" + by + " ^ r" + by + "))";
    }

    private static String kernel(Statement each) {
        String at = address(each);
        return switch (each.kind()) {
            case LOAD -> each.acquires() ? "smp_load_acquire(" + at + ")" : "READ_ONCE(*" + at + ")";
            case STORE ->
                each.releases()
                        ? "smp_store_release(" + at + ", " + each.value() + ")"
                        : "WRITE_ONCE(*" + at + ", " + each.value() + ")";
            case SWAP ->
                "cmpxchg" + suffix(each.mode()) + "(" + at + ", " + each.expected() + ", " + each.value() + ")";
            case LOCK -> "spin_lock(" + at + ")";
            case TRY_LOCK -> "spin_trylock(" + at + ")";
            case UNLOCK -> "spin_unlock(" + at + ")";
        };
    }

    private static String suffix(AccessMode mode) {
        return switch (mode) {
            case PLAIN, OPAQUE -> "_relaxed";
            case ACQUIRE -> "_acquire";
            case RELEASE -> "_release";
            case VOLATILE -> "";
        };
    }

    private static String c11(Statement each) {
        String at = address(each);
        if (each.kind() == Statement.Kind.STORE) {
            return "atomic_store_explicit(" + at + ", " + each.value() + ", " + order(each.mode()) + ")";
        }
        if (each.kind() == Statement.Kind.LOAD || each.isFailedSwap()) {
            AccessMode mode = each.mode() == AccessMode.RELEASE ? AccessMode.OPAQUE : each.mode();
            return "atomic_load_explicit(" + at + ", " + order(mode) + ")";
        }
        return "atomic_exchange_explicit(" + at + ", " + each.value() + ", " + order(each.mode()) + ")";
    }

    private static String order(AccessMode mode) {
        return switch (mode) {
            case PLAIN, OPAQUE -> "memory_order_relaxed";
            case ACQUIRE -> "memory_order_acquire";
            case RELEASE -> "memory_order_release";
            case VOLATILE -> "memory_order_seq_cst";
        };
    }
}
