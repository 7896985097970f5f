package dev.racewalk.stress.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolTest {
    static Stream<Protocol> each() {
        return Stream.of(Protocol.RIGHT, Protocol.ofFault("blind-install"), Protocol.ofSteps("com.acme.TestThenStore"));
    }

    @ParameterizedTest
    @MethodSource("each")
    void theFlagsOfAJvmTellTheProtocol(Protocol protocol) {
        assertThat(Protocol.ofFlags(protocol.flags())).isEqualTo(protocol);
        assertThat(Protocol.ofFlags(Stream.concat(Stream.of("-Xmx1g"), protocol.flags().stream())
                        .toList()))
                .isEqualTo(protocol);
    }

    @Test
    void onlyWhatIsNotRightHasABanner() {
        assertThat(Protocol.RIGHT.banner()).isEmpty();
        assertThat(Protocol.RIGHT.options()).isEmpty();
        assertThat(Protocol.ofFault("blind-install").banner())
                .isEqualTo("This is not the right protocol: the bug blind-install is seeded.");
        Protocol own = Protocol.ofSteps("com.acme.TestThenStore");
        assertThat(own.banner())
                .isEqualTo("This is not the right protocol: com.acme.TestThenStore replaces some of its steps.");
        assertThat(own.options()).isEqualTo(List.of("--steps", "com.acme.TestThenStore"));
        assertThat(own.fault()).isNull();
    }

    @Test
    void twoReplacementsExcludeEachOther() {
        assertThatThrownBy(() -> new Protocol("blind-install", "com.acme.TestThenStore"))
                .hasMessageContainingAll("blind-install", "com.acme.TestThenStore");
    }
}
