package dev.racewalk.stress.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.machine.StepsProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultOfPropertyTest {
    private final String before = System.getProperty(FaultOfProperty.PROPERTY);

    @AfterEach
    void setThePropertyAsItWas() {
        if (before == null) {
            System.clearProperty(FaultOfProperty.PROPERTY);
        } else {
            System.setProperty(FaultOfProperty.PROPERTY, before);
        }
    }

    @Test
    void machinesFindTheCatalogueByItself() {
        assertThat(ServiceLoader.load(StepsProvider.class).stream().map(ServiceLoader.Provider::type))
                .containsExactly(FaultOfProperty.class);
    }

    @Test
    void thePropertyNamesTheFault() {
        System.setProperty(FaultOfProperty.PROPERTY, "loser-leak");
        assertThat(new FaultOfProperty().steps()).isEqualTo(SeededFault.LOSER_LEAK);
    }

    @Test
    void withoutThePropertyTheChoiceIsLeftToOthers() {
        System.clearProperty(FaultOfProperty.PROPERTY);
        assertThat(new FaultOfProperty().steps()).isNull();
    }

    @Test
    void anUnknownFaultIsRefused() {
        System.setProperty(FaultOfProperty.PROPERTY, "no-such-fault");
        assertThatThrownBy(() -> new FaultOfProperty().steps()).hasMessageContaining("no-such-fault");
    }
}
