package dev.racewalk.core.bytecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FieldOfWord;
import dev.racewalk.core.memory.PhysicalMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.tree.ClassNode;

/** Nothing of core touches a shared word but through {@code Access}; so a hook there misses nothing. */
class WordsOnlyThroughAccessTest {
    /** Other ways to memory, as class files name them. */
    private static final List<String> OTHER_WAYS = List.of(
            "java/lang/invoke/VarHandle", "misc/Unsafe", "java/lang/foreign/", "FieldUpdater", "java/nio/ByteBuffer");

    private static List<ClassNode> core() {
        List<ClassNode> classes = new ArrayList<>();
        CoreClasses.files().forEach(file -> classes.add(CoreClasses.node(file)));
        classes.removeIf(type -> type.name.equals(CoreClasses.ACCESS) || type.name.equals(CoreClasses.ACCESS + "Hook"));
        return classes;
    }

    @Test
    void noClassOfCoreTouchesAWordAnotherWay() {
        assertThat(core()).hasSizeGreaterThan(60);
        assertThat(WordFlow.violations(core())).isEmpty();
    }

    @Test
    void onlyTheMemoryPackageKnowsAnotherWay() {
        List<String> found = new ArrayList<>();
        for (byte[] file : CoreClasses.files()) {
            String name = CoreClasses.node(file).name;
            String text = new String(file, StandardCharsets.ISO_8859_1);
            OTHER_WAYS.stream()
                    .filter(way -> text.contains(way) && !name.startsWith(CoreClasses.MEMORY))
                    .forEach(way -> found.add(name + ": " + way));
        }
        assertThat(found).isEmpty();
    }

    /* Each way round, in a class of its own. */

    static final class Reads {
        private final long[] items;

        Reads(PhysicalMemory memory) {
            items = memory.words();
        }

        long item() {
            return items[3];
        }
    }

    static final class Writes {
        void write(PhysicalMemory memory) {
            store(memory.words());
        }

        private static void store(long[] array) {
            array[0] = 1;
        }
    }

    static final class Fills {
        void fill(PhysicalMemory memory) {
            Object hidden = memory.newWords("words", 2);
            Arrays.fill((long[]) hidden, 5);
        }
    }

    static final class Copies {
        long[] copy(PhysicalMemory memory) {
            return memory.words().clone();
        }
    }

    static final class Captures {
        LongSupplier reader(PhysicalMemory memory) {
            long[] words = memory.words();
            return () -> words[0];
        }
    }

    static final class Hides {
        private final long[][] hidden = new long[1][];

        void hide(PhysicalMemory memory) {
            hidden[0] = memory.words();
        }
    }

    /** Has words, and an array of its own. */
    static final class Honest {
        private final long[] own = new long[2];
        private final long[] words;

        Honest(PhysicalMemory memory) {
            words = memory.words();
        }

        long read() {
            own[1] = Access.readOnce(words, 0) + words.length;
            return Arrays.stream(own).sum();
        }
    }

    private static Set<String> violations(Class<?> type) {
        List<ClassNode> classes = core();
        classes.add(CoreClasses.node(type));
        return WordFlow.violations(classes);
    }

    @ParameterizedTest
    @CsvSource({
        "Reads, item: reads a word",
        "Writes, store: writes a word",
        "Fills, fill: hands words to java.util.Arrays.fill",
        "Copies, copy: hands words to [J.clone",
        "Captures, lambda$reader$0: reads a word",
        "Hides, hide: puts words into an array"
    })
    void aWayRoundIsFound(String type, String what) throws ClassNotFoundException {
        Class<?> wrong = Class.forName(getClass().getName() + "$" + type);

        assertThat(violations(wrong)).containsExactly(wrong.getName() + "." + what);
    }

    @Test
    void aFieldThatIsTouchedAnotherWayIsFound() {
        assertThat(violations(FieldOfWord.class))
                .containsExactly(
                        FieldOfWord.class.getName() + ".read: touches the field of a word",
                        FieldOfWord.class.getName() + ".write: touches the field of a word");
    }

    @Test
    void anArrayOfItsOwnIsNobodysConcern() {
        assertThat(violations(Honest.class)).isEmpty();
    }
}
