package dev.racewalk.stress.explore.litmus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks a text by the part of herd7's grammar that litmus tests of ours use. */
final class LitmusGrammar {
    private static final String WORD = "[a-z][a-z0-9_]*";
    private static final String AT = "(?:" + WORD + "|\\(" + WORD + " \\+ \\(r\\d+ \\^ r\\d+\\)\\))";
    private static final String ORDER = "memory_order_(?:relaxed|acquire|release|seq_cst)";
    private static final Pattern FOUND =
            Pattern.compile("r(\\d+) = (?:READ_ONCE\\(\\*" + AT + "\\)|smp_load_acquire\\(" + AT
                    + "\\)|cmpxchg(?:_relaxed|_acquire|_release)?\\(" + AT + ", \\d+, \\d+\\)|spin_trylock\\(" + AT
                    + "\\)|atomic_load_explicit\\(" + AT + ", " + ORDER + "\\)|atomic_exchange_explicit\\(" + AT
                    + ", \\d+, " + ORDER
                    + "\\));");
    private static final Pattern PUT =
            Pattern.compile("(?:WRITE_ONCE\\(\\*" + AT + ", \\d+\\)|smp_store_release\\(" + AT
                    + ", \\d+\\)|spin_(?:un)?lock\\(" + WORD + "\\)|smp_mb\\(\\)|atomic_store_explicit\\(" + AT
                    + ", \\d+, " + ORDER
                    + "\\));");
    private static final Pattern ARM = Pattern.compile("(?:MOV W\\d+,#\\d+|(?:LDR|LDAR|STR|STLR) W\\d+,\\[X\\d+\\]"
            + "|CAS(?:A|L|AL)? W\\d+,W\\d+,\\[X\\d+\\]|EOR W28,W(\\d+),W\\1|ADD X29,X\\d+,W28,SXTW|CMP W\\d+,#\\d+"
            + "|B\\.(?:NE|EQ) LC\\d+|LC\\d+:|)");
    private static final Pattern TERM =
            Pattern.compile("(?:not \\((\\d):[rX](\\d+)=\\d+\\)|(\\d):[rX](\\d+)=\\d+|\\[(" + WORD + ")\\]=\\d+)");

    private final List<String> lines;
    private final Set<String> registers = new HashSet<>();
    private final Set<String> words = new HashSet<>();
    private int at;

    private LitmusGrammar(String text) {
        lines = text.lines().toList();
    }

    static void check(String text) {
        new LitmusGrammar(text).check();
    }

    private void check() {
        boolean isArm = expect("(?:C|AArch64) [A-Za-z0-9-]+").group().startsWith("A");
        expect("");
        expect("\\(\\*");
        while (next(" \\* .*")) {
            assertThat(line()).doesNotContain("(*", "*)");
            at++;
        }
        expect(" \\*\\)");
        expect("");
        expect("\\{");
        while (next("  (?:\\d:X\\d+=" + WORD + "|" + WORD + "=\\d+);")) {
            at++;
        }
        expect("\\}");
        if (isArm) {
            rows();
        } else {
            threads();
        }
        expect("");
        condition(expect("exists \\((.*)\\)").group(1));
        assertThat(at).isEqualTo(lines.size());
    }

    private void threads() {
        int thread = 0;
        while (next("") && lines.get(at + 1).startsWith("P")) {
            at++;
            String parameters = expect("P" + thread + "\\((.*)\\)").group(1);
            for (String each : parameters.isEmpty() ? new String[0] : parameters.split(", ", -1)) {
                assertThat(each).matches("(?:int|atomic_int|spinlock_t) \\*" + WORD);
                words.add(each.substring(each.indexOf('*') + 1));
            }
            expect("\\{");
            while (next("  int r\\d+;")) {
                registers.add(thread + ":" + line().replaceAll("\\D", ""));
                at++;
            }
            body(thread, "  ");
            expect("\\}");
            thread++;
        }
        assertThat(thread).isGreaterThan(1);
    }

    private void body(int thread, String indent) {
        while (next(indent + "[^ }].*")) {
            String line = line().substring(indent.length());
            at++;
            Matcher found = FOUND.matcher(line);
            if (line.startsWith("if")) {
                assertThat(line).matches("if \\(r\\d+ [=!]= \\d+\\) \\{");
                body(thread, indent + "  ");
                expect(indent + "\\}");
            } else if (found.matches()) {
                assertThat(registers).contains(thread + ":" + found.group(1));
            } else {
                assertThat(line).matches(PUT);
            }
            Matcher used = Pattern.compile("[(*](" + WORD + ")[,) ]").matcher(line);
            while (used.find()) {
                String word = used.group(1);
                assertThat(words.contains(word) || registers.contains(thread + ":" + word.substring(1)))
                        .as(line)
                        .isTrue();
            }
        }
    }

    private void rows() {
        int threads = -1;
        while (next(" .* ;")) {
            String[] cells = line().substring(1, line().length() - 2).split(" \\| ", -1);
            for (int i = 0; i < cells.length; i++) {
                String cell = cells[i].strip();
                assertThat(cell).matches(threads < 0 ? Pattern.compile("P" + i) : ARM);
                Matcher found = Pattern.compile("(?:MOV|LDR|LDAR) W(\\d+).*").matcher(cell);
                if (found.matches()) {
                    registers.add(i + ":" + found.group(1));
                }
            }
            threads = threads < 0 ? cells.length : threads;
            assertThat(cells).hasSize(threads);
            at++;
        }
        assertThat(threads).isGreaterThan(1);
    }

    private void condition(String text) {
        List<String> named = new ArrayList<>();
        for (String term : text.split(" /\\\\ ", -1)) {
            Matcher matcher = TERM.matcher(term);
            assertThat(matcher.matches()).as(term).isTrue();
            if (matcher.group(3) != null) {
                named.add(matcher.group(3) + ":" + matcher.group(4));
            } else if (matcher.group(1) != null) {
                named.add(matcher.group(1) + ":" + matcher.group(2));
            }
        }
        assertThat(registers).containsAll(named);
    }

    private String line() {
        return lines.get(at);
    }

    private boolean next(String regex) {
        return at < lines.size() && line().matches(regex);
    }

    private Matcher expect(String regex) {
        assertThat(at).as("line for " + regex).isLessThan(lines.size());
        Matcher matcher = Pattern.compile(regex).matcher(line());
        assertThat(matcher.matches())
                .as("line " + (at + 1) + ": " + line() + ": must be " + regex)
                .isTrue();
        at++;
        return matcher;
    }
}
