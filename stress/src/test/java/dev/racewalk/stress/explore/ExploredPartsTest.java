package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No access of core slips past the scheduler. */
class ExploredPartsTest {
    @ParameterizedTest
    @ValueSource(classes = {PhysicalMemory.class, SharedWord.class, SpinLock.class, FrameList.class})
    void everyMethodOfWhatCoreAccessesIsReplaced(Class<?> type) {
        Class<?> explored = Arrays.stream(ExploredParts.class.getDeclaredClasses())
                .filter(type::isAssignableFrom)
                .findFirst()
                .orElseThrow();

        assertThat(type.getDeclaredMethods())
                .filteredOn(ExploredPartsTest::canBeReplaced)
                .allMatch(method -> isReplaced(method, explored, type));
    }

    private static boolean canBeReplaced(Method method) {
        int modifiers = method.getModifiers();
        boolean open = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
        return open
                && !Modifier.isStatic(modifiers)
                && !Modifier.isFinal(modifiers)
                && !method.getName().equals("toString");
    }

    private static boolean isReplaced(Method method, Class<?> explored, Class<?> type) {
        for (Class<?> c = explored; c != type; c = c.getSuperclass()) {
            if (Arrays.stream(c.getDeclaredMethods())
                    .anyMatch(m -> m.getName().equals(method.getName())
                            && Arrays.equals(m.getParameterTypes(), method.getParameterTypes()))) {
                return true;
            }
        }
        return false;
    }
}
