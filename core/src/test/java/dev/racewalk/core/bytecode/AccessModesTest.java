package dev.racewalk.core.bytecode;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/**
 * A method of memory uses the mode that its name says. What a mode orders shows on no x86 and in no test that runs, if it is
 * weaker by mistake; so this reads the bytecode.
 */
class AccessModesTest {
    private static final String HANDLE = "VarHandle.";

    /** For each accessor what it does to memory where there is no hook. */
    private static final Map<String, Set<String>> BY_NAME = Map.ofEntries(
            entry("readOnce", Set.of(HANDLE + "getOpaque")),
            entry("writeOnce", Set.of(HANDLE + "setOpaque")),
            entry("loadAcquire", Set.of(HANDLE + "getAcquire")),
            entry("storeRelease", Set.of(HANDLE + "setRelease")),
            entry("loadPlain", Set.of("plain load")),
            entry("storePlain", Set.of("plain store")),
            entry("casAcquire", Set.of(HANDLE + "compareAndExchangeAcquire")),
            entry("casRelease", Set.of(HANDLE + "compareAndExchangeRelease")),
            entry("casOpaque", Set.of(HANDLE + "getOpaque", HANDLE + "weakCompareAndSetPlain")),
            entry("casVolatile", Set.of(HANDLE + "compareAndSet")),
            entry("andVolatile", Set.of(HANDLE + "getAndBitwiseAnd")),
            entry("fillPlain", Set.of("Arrays.fill")),
            entry("zerosPlain", Set.of("Arrays.mismatch")));

    @Test
    void eachAccessorOfAccessMakesTheOperationOfItsName() throws AnalyzerException {
        ClassNode access = CoreClasses.node(Access.class);
        Map<String, Set<String>> found = new TreeMap<>();
        for (MethodNode method : access.methods) {
            Set<String> operations = Operations.of(access, method);
            if ((method.access & Opcodes.ACC_PUBLIC) != 0) {
                found.put(method.name, operations);
            } else if (BY_NAME.containsKey(method.name)) { // of a SharedWord
                assertThat(operations).as(method.name + method.desc).isEqualTo(BY_NAME.get(method.name));
            }
        }
        assertThat(found).isEqualTo(BY_NAME);
    }

    @ParameterizedTest
    @ValueSource(classes = {PhysicalMemory.class, SharedWord.class})
    void anAccessorOfTheSameNameElsewhereCallsThatOneAndNoOther(Class<?> type) {
        for (MethodNode method : CoreClasses.node(type).methods) {
            if (BY_NAME.containsKey(method.name)) {
                assertThat(accesses(method))
                        .as("%s.%s", type.getSimpleName(), method.name)
                        .containsExactly(method.name);
            }
        }
    }

    @Test
    void aLockIsTakenWithAcquireAndGivenBackWithRelease() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (MethodNode method : CoreClasses.node(SpinLock.class).methods) {
            found.put(method.name, accesses(method));
        }
        assertThat(found)
                .containsEntry("tryLock", Set.of("casAcquire"))
                .containsEntry("unlock", Set.of("storeRelease"))
                .containsEntry("lock", Set.of("awaitFree", "readOnce")); // and tryLock
    }

    private static Set<String> accesses(MethodNode method) {
        Set<String> names = new TreeSet<>();
        for (AbstractInsnNode insn : method.instructions) {
            if (insn instanceof MethodInsnNode call && call.owner.equals(CoreClasses.ACCESS)) {
                names.add(call.name);
            }
        }
        return names;
    }

    /* What the check above stands on. */

    /** Two accessors, of which the second is not what it says. */
    static final class Example {
        private static final Object HOOK = null;

        private Example() {}

        static long load(long[] words, int word, dev.racewalk.core.memory.AccessMode mode) {
            if (HOOK != null) {
                throw new IllegalStateException();
            }
            if (mode == dev.racewalk.core.memory.AccessMode.OPAQUE) {
                return Long.reverse(words.length);
            }
            return words[word];
        }

        static long readOnce(long[] words, int word) {
            return load(words, word, dev.racewalk.core.memory.AccessMode.OPAQUE);
        }

        static long loadAcquire(long[] words, int word) {
            return load(words, word, dev.racewalk.core.memory.AccessMode.ACQUIRE);
        }
    }

    @Test
    void theBranchOfAModeIsTheOnlyOneThatIsFollowed() throws AnalyzerException {
        ClassNode example = CoreClasses.node(Example.class);
        Map<String, Set<String>> found = new TreeMap<>();
        for (MethodNode method : example.methods) {
            if (List.of("readOnce", "loadAcquire").contains(method.name)) {
                found.put(method.name, Operations.of(example, method));
            }
        }
        assertThat(found)
                .containsEntry("readOnce", Set.of("Long.reverse"))
                .containsEntry("loadAcquire", Set.of("plain load"));
    }
}
