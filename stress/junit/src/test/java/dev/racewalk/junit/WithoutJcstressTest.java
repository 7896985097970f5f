package dev.racewalk.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WithoutJcstressTest {
    @Test
    void theseTestsRunWithoutJcstress() {
        assertThatThrownBy(() -> Class.forName("org.openjdk.jcstress.annotations.Actor"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(System.getProperty("java.class.path")).doesNotContain("jcstress-core");
    }

    @Test
    void theHookIsThereThoughNobodyHasSetIt() {
        assertThat(System.getProperty("racewalk.accessHook")).isEqualTo("dev.racewalk.stress.explore.EngineHook");
    }
}
