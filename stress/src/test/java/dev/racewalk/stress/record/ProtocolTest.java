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
        return Stream.of(
                Protocol.RIGHT,
                Protocol.ofFault("blind-install"),
                Protocol.ofSteps("com.acme.TestThenStore"),
                Protocol.ofTable("com.acme.LockedTable"));
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
        Protocol table = Protocol.ofTable("com.acme.LockedTable");
        assertThat(table.isAsItShouldBe()).isFalse();
        assertThat(table.banner())
                .isEqualTo("These results are of the page table com.acme.LockedTable, not of core's.");
        assertThat(table.options()).isEqualTo(List.of("--table", "com.acme.LockedTable"));
        assertThat(table.inWords()).isEqualTo("the page table com.acme.LockedTable");
    }

    @Test
    void twoReplacementsExcludeEachOther() {
        assertThatThrownBy(() -> new Protocol("blind-install", "com.acme.TestThenStore", null))
                .hasMessageContainingAll("blind-install", "com.acme.TestThenStore");
        assertThatThrownBy(() -> new Protocol(null, "com.acme.TestThenStore", "com.acme.LockedTable"))
                .hasMessageContainingAll(
                        "table com.acme.LockedTable and steps com.acme.TestThenStore", "does not take");
        assertThatThrownBy(() -> new Protocol("blind-install", null, "com.acme.LockedTable"))
                .hasMessageContainingAll("table com.acme.LockedTable and fault blind-install", "does not take");
    }
}
