package dev.racewalk.stress.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.machine.StepsProvider;
import dev.racewalk.stress.record.Protocol;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProtocolInUseTest {
    private final String before = System.getProperty(Protocol.FAULT_PROPERTY);

    @AfterEach
    void setThePropertyAsItWas() {
        if (before == null) {
            System.clearProperty(Protocol.FAULT_PROPERTY);
        } else {
            System.setProperty(Protocol.FAULT_PROPERTY, before);
        }
    }

    @Test
    void machinesFindTheCatalogueByItself() {
        assertThat(ServiceLoader.load(StepsProvider.class).stream().map(ServiceLoader.Provider::type))
                .containsExactly(ProtocolInUse.class);
    }

    @Test
    void thePropertyNamesTheFault() {
        System.setProperty(Protocol.FAULT_PROPERTY, "loser-leak");
        assertThat(new ProtocolInUse().steps()).isEqualTo(SeededFault.LOSER_LEAK);
    }

    @Test
    void withoutThePropertyTheChoiceIsLeftToOthers() {
        System.clearProperty(Protocol.FAULT_PROPERTY);
        assertThat(new ProtocolInUse().steps()).isNull();
    }

    @Test
    void anUnknownFaultIsRefused() {
        System.setProperty(Protocol.FAULT_PROPERTY, "no-such-fault");
        assertThatThrownBy(() -> new ProtocolInUse().steps()).hasMessageContaining("no-such-fault");
    }
}
