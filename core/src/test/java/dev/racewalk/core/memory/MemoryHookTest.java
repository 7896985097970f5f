package dev.racewalk.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every access of memory arrives at the hook, once for each word and in the mode that its name says, and does the same. */
class MemoryHookTest {
    /** Loads memory anew: the hook is looked for once. */
    private static final class Anew extends ClassLoader {
        Anew() {
            super(MemoryHookTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith("dev.racewalk.core.memory.") || findLoadedClass(name) != null) {
                    return super.loadClass(name, resolve);
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] file = in.readAllBytes();
                    return defineClass(name, file, 0, file.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    private static List<String> lines(String hook) throws ReflectiveOperationException {
        String before = System.getProperty(AccessHook.PROPERTY);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        Anew anew = new Anew();
        try {
            thread.setContextClassLoader(anew);
            set(hook);
            Object script =
                    anew.loadClass(EveryAccess.class.getName()).getConstructor().newInstance();
            return ((Supplier<?>) script).get() instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        } finally {
            thread.setContextClassLoader(loader);
            set(before);
        }
    }

    private static void set(String hook) {
        if (hook == null) {
            System.clearProperty(AccessHook.PROPERTY);
        } else {
            System.setProperty(AccessHook.PROPERTY, hook);
        }
    }

    private static String each(String access, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(word -> access.replace("#", String.valueOf(word)))
                .collect(Collectors.joining(", "));
    }

    private static List<String> expected() {
        return Stream.of(
                        "Access.writeOnce =  | store 1 opaque",
                        "Access.readOnce = 5 | load 1 opaque",
                        "Access.storeRelease =  | store 2 release",
                        "Access.loadAcquire = 6 | load 2 acquire",
                        "Access.storePlain =  | store 3 plain",
                        "Access.loadPlain = 7 | load 3 plain",
                        "Access.casAcquire = true | cas 1 acquire",
                        "Access.casRelease = true | cas 1 release",
                        "Access.casOpaque = true | cas 1 opaque",
                        "Access.casVolatile = false | cas 1 volatile",
                        "Access.andVolatile = 10 | and 1 volatile",
                        "Access.fillPlain =  | " + each("store # plain", 1, 3),
                        "Access.zerosPlain = 3 | " + each("load # plain", 1, 3),
                        "PhysicalMemory.frames = 2 | ",
                        "PhysicalMemory.contains = true | ",
                        "PhysicalMemory.word = 1 | ",
                        "PhysicalMemory.words = 1024 | ",
                        "PhysicalMemory.writeOnce =  | store 1 opaque",
                        "PhysicalMemory.readOnce = 5 | load 1 opaque",
                        "PhysicalMemory.storeRelease =  | store 2 release",
                        "PhysicalMemory.loadAcquire = 6 | load 2 acquire",
                        "PhysicalMemory.casRelease = true | cas 1 release",
                        "PhysicalMemory.casOpaque = true | cas 1 opaque",
                        "PhysicalMemory.casVolatile = false | cas 1 volatile",
                        "PhysicalMemory.andVolatile = 10 | and 1 volatile",
                        "PhysicalMemory.zero =  | " + each("store # plain", 1, 2),
                        "PhysicalMemory.newWords = 3 | made words 3",
                        "PhysicalMemory.newWord =  | made word 1",
                        "PhysicalMemory.newLock =  | made lock lock 1",
                        "PhysicalMemory.newState =  | made state 1",
                        "PhysicalMemory.newFrameList = 0 | ",
                        "PhysicalMemory.fill =  | " + each("store # opaque", 0, 3),
                        "PhysicalMemory.fill =  | " + each("store # opaque", 16, 16),
                        "PhysicalMemory.fill =  | " + each("store # plain", 64, 33),
                        "PhysicalMemory.countMatching = 3 | " + each("load # opaque", 0, 8) + ", "
                                + each("load # opaque", 0, 4),
                        "PhysicalMemory.countMatching = 16 | " + each("load # opaque", 16, 16),
                        "PhysicalMemory.countMatching = 33 | " + each("load # plain", 128, 33),
                        "PhysicalMemory.replaceMatching = true | load 0 opaque, store 0 opaque",
                        "PhysicalMemory.replaceMatching = false | load 1 opaque",
                        "PhysicalMemory.replaceMatching = 9 | "
                                + each("load # opaque", 16, 8) + ", " + each("store # opaque", 16, 8)
                                + ", load 24 opaque, store 24 opaque",
                        "PhysicalMemory.replaceMatching = 33 | " + each("load # plain", 64, 33) + ", "
                                + each("store # plain", 64, 33),
                        "PhysicalMemory.fill = " + (2 + 7 + 45 * 4096) + " | ",
                        "SharedWord.readOnce = 3 | load 0 opaque",
                        "SharedWord.writeOnce =  | store 0 opaque",
                        "SharedWord.loadAcquire = 4 | load 0 acquire",
                        "SharedWord.storeRelease =  | store 0 release",
                        "SharedWord.storePlain =  | store 0 plain",
                        "SharedWord.loadPlain = 7 | load 0 plain",
                        "SharedWord.casVolatile = true | cas 0 volatile",
                        "SharedWord.isKnownAs = false | ",
                        "SharedWord.toString = word=0x6 | load 0 opaque",
                        "SpinLock.lock =  | await free, cas 0 acquire",
                        "SpinLock.tryLock = false | cas 0 acquire",
                        "SpinLock.unlock =  | store 0 release",
                        "SpinLock.unlockOpaque =  | store 0 opaque",
                        "SpinLock.toString = lock=0x0 | load 0 opaque",
                        "SpinLock.pause =  | pause",
                        "FrameList.add =  | load 1 plain, store 1 plain",
                        "FrameList.takeAll =  | ",
                        "FrameList.forEach =  | load 1 plain",
                        "FrameList.size = 1 | ",
                        "FrameList.poll = 4096 | load 1 plain, store 1 plain",
                        "FrameList.isEmpty = true | ",
                        "GuardedState.look =  | load 0 plain",
                        "GuardedState.change =  | store 0 plain")
                .toList();
    }

    @Test
    void eachAccessArrivesOnceForEachWordAndInItsMode() throws ReflectiveOperationException {
        assertThat(lines(RecordingHook.class.getName())).containsExactlyElementsOf(expected());
    }

    @Test
    void theResultsAreTheSameWithoutAHook() throws ReflectiveOperationException {
        List<String> results =
                expected().stream().map(line -> line.replaceAll("\\|.*", "| ")).toList();

        assertThat(lines(null)).containsExactlyElementsOf(results);
    }
}
