package dev.racewalk.core.memory;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Calls every public method of memory once or more, in order, on words of which most hold 0, and says what each returned. Run by
 * {@link MemoryHookTest}, with a hook and without.
 */
public final class EveryAccess implements Supplier<List<String>> {
    private final List<String> lines = new ArrayList<>();
    private final Set<String> called = new HashSet<>();

    /** For {@link MemoryHookTest}. */
    public EveryAccess() {}

    /** A call and its result. */
    @FunctionalInterface
    private interface Call {
        Object make();
    }

    @FunctionalInterface
    private interface Action {
        void make();
    }

    private void call(Class<?> type, String method, Call call) {
        RecordingHook.LOG.clear();
        Object result = call.make();
        called.add(type.getSimpleName() + "." + method);
        lines.add(type.getSimpleName() + "." + method + " = " + result + " | " + String.join(", ", RecordingHook.LOG));
    }

    private void run(Class<?> type, String method, Action action) {
        call(type, method, () -> {
            action.make();
            return "";
        });
    }

    /** Lines {@code Type.method = result | accesses}, and one for each public method that was not called. */
    @Override
    public List<String> get() {
        PhysicalMemory memory = new PhysicalMemory(2);
        access(memory.words());
        memory(memory);
        bulk(memory);
        word(memory.newWord("word", 3));
        lock(memory.newLock("lock"));
        list(memory.newFrameList(), memory.newFrameList());
        GuardedState state = memory.newState("state");
        run(GuardedState.class, "look", state::look);
        run(GuardedState.class, "change", state::change);
        missing(
                Access.class,
                PhysicalMemory.class,
                SharedWord.class,
                SpinLock.class,
                FrameList.class,
                GuardedState.class);
        return lines;
    }

    private void access(long[] w) {
        Class<?> type = Access.class;
        run(type, "writeOnce", () -> Access.writeOnce(w, 1, 5));
        call(type, "readOnce", () -> Access.readOnce(w, 1));
        run(type, "storeRelease", () -> Access.storeRelease(w, 2, 6));
        call(type, "loadAcquire", () -> Access.loadAcquire(w, 2));
        run(type, "storePlain", () -> Access.storePlain(w, 3, 7));
        call(type, "loadPlain", () -> Access.loadPlain(w, 3));
        call(type, "casAcquire", () -> Access.casAcquire(w, 1, 5, 8));
        call(type, "casRelease", () -> Access.casRelease(w, 1, 8, 9));
        call(type, "casOpaque", () -> Access.casOpaque(w, 1, 9, 10));
        call(type, "casVolatile", () -> Access.casVolatile(w, 1, 9, 11));
        call(type, "andVolatile", () -> Access.andVolatile(w, 1, 2));
        run(type, "fillPlain", () -> Access.fillPlain(w, 1, 4, 0));
        call(type, "zerosPlain", () -> Access.zerosPlain(w, 1, 3));
    }

    private void memory(PhysicalMemory m) {
        Class<?> type = PhysicalMemory.class;
        call(type, "frames", m::frames);
        call(type, "contains", () -> m.contains(8));
        call(type, "word", () -> m.word(8));
        call(type, "words", () -> m.words().length);
        run(type, "writeOnce", () -> m.writeOnce(1, 5));
        call(type, "readOnce", () -> m.readOnce(1));
        run(type, "storeRelease", () -> m.storeRelease(2, 6));
        call(type, "loadAcquire", () -> m.loadAcquire(2));
        call(type, "casRelease", () -> m.casRelease(1, 5, 9));
        call(type, "casOpaque", () -> m.casOpaque(1, 9, 10));
        call(type, "casVolatile", () -> m.casVolatile(1, 9, 11));
        call(type, "andVolatile", () -> m.andVolatile(1, 2));
        run(type, "zero", () -> m.zero(1, 2));
        call(type, "newWords", () -> m.newWords("words", 3).length);
        run(type, "newWord", () -> m.newWord("word", 3));
        run(type, "newLock", () -> m.newLock("lock"));
        run(type, "newState", () -> m.newState("state"));
        call(type, "newFrameList", () -> m.newFrameList().size());
    }

    /** Each of the loops and each of the ways without one. */
    private void bulk(PhysicalMemory m) {
        Class<?> type = PhysicalMemory.class;
        run(type, "fill", () -> m.fill(0, 3, 1));
        run(type, "fill", () -> m.fill(16, 16, 1));
        run(type, "fill", () -> m.fill(64, 33, 1));
        call(type, "countMatching", () -> m.countMatching(0, 9, -1, 1));
        call(type, "countMatching", () -> m.countMatching(16, 16, -1, 1));
        call(type, "countMatching", () -> m.countMatching(128, 33, -1, 0));
        call(type, "replaceMatching", () -> m.replaceMatching(0, -1, 1, 0));
        call(type, "replaceMatching", () -> PhysicalMemory.replaceMatching(m.words(), 1, -1, 0, 2));
        call(type, "replaceMatching", () -> m.replaceMatching(16, 9, -1, 1, 4096, 4096));
        call(type, "replaceMatching", () -> m.replaceMatching(64, 33, -1, 1, 0, 0));
        call(type, "fill", () -> Arrays.stream(m.words()).sum());
    }

    private void word(SharedWord word) {
        Class<?> type = SharedWord.class;
        call(type, "readOnce", word::readOnce);
        run(type, "writeOnce", () -> word.writeOnce(4));
        call(type, "loadAcquire", word::loadAcquire);
        run(type, "storeRelease", () -> word.storeRelease(5));
        run(type, "storePlain", () -> word.storePlain(7));
        call(type, "loadPlain", word::loadPlain);
        call(type, "casVolatile", () -> word.casVolatile(7, 6));
        call(type, "isKnownAs", () -> word.isKnownAs(new long[1]));
        call(type, "toString", word::toString);
    }

    private void lock(SpinLock lock) {
        Class<?> type = SpinLock.class;
        run(type, "lock", lock::lock);
        call(type, "tryLock", lock::tryLock);
        run(type, "unlock", lock::unlock);
        run(type, "unlockOpaque", lock::unlockOpaque);
        call(type, "toString", lock::toString);
        run(type, "pause", () -> SpinLock.pause(0));
    }

    private void list(FrameList list, FrameList other) {
        Class<?> type = FrameList.class;
        run(type, "add", () -> list.add(4096));
        run(type, "takeAll", () -> other.takeAll(list));
        run(type, "forEach", () -> other.forEach(pa -> {}));
        call(type, "size", other::size);
        call(type, "poll", other::poll);
        call(type, "isEmpty", other::isEmpty);
    }

    private void missing(Class<?>... types) {
        for (Class<?> type : types) {
            IntStream.range(0, type.getDeclaredMethods().length)
                    .mapToObj(i -> type.getDeclaredMethods()[i])
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .map(Method::getName)
                    .filter(name -> !called.contains(type.getSimpleName() + "." + name))
                    .forEach(name -> lines.add(type.getSimpleName() + "." + name + " was not called"));
        }
    }
}
