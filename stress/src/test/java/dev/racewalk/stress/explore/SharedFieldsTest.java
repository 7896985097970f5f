package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All state of core that two actors touch, one of them writing, is a word of the memory, or is ordered by steps: what the
 * explorer does not see shared, is not.
 */
class SharedFieldsTest {
    /** All races but those of the tests. */
    private static final String CATALOGUE = "^dev\\.racewalk\\.stress\\.(?!testrace)";

    private static List<String> shared(String races) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        WatchingLoader loader = new WatchingLoader(SharedFieldsTest.class.getClassLoader());
        thread.setContextClassLoader(loader);
        try {
            Object run =
                    loader.loadClass(FieldRun.class.getName()).getConstructor().newInstance();
            @SuppressWarnings("unchecked") // it is one, of another loader
            Function<String, List<String>> function = (Function<String, List<String>>) run;
            return function.apply(races);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void noFieldOfCoreIsSharedByActorsOutsideOfTheEngine() throws ReflectiveOperationException {
        assertThat(shared(CATALOGUE)).isEmpty();
    }

    @Test
    void aListThatTwoActorsFillIsReported() throws ReflectiveOperationException {
        assertThat(shared("SharedListRace"))
                .contains("FrameList.size: written by actor 1 in FrameList.add, written by actor 2 in FrameList.add");
    }
}
