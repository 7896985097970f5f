package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment adds to the command line of a JVM. */
class JavaOptionsTest {
    @Test
    void variablesThatAreSetAreNamedWithTheirValues() {
        assertThat(JavaOptions.of(Map.of("_JAVA_OPTIONS", "-Xint", "JAVA_TOOL_OPTIONS", " ", "JAVA_HOME", "/x")))
                .containsExactly("_JAVA_OPTIONS=-Xint");
        assertThat(JavaOptions.of(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-Xint,                                    -Xcomp,                   -Xint overrides -Xcomp",
        "-Da=b -XX:TieredStopAtLevel=4,            -XX:TieredStopAtLevel=1,  -XX:TieredStopAtLevel=4 overrides -XX:TieredStopAtLevel=1",
        "-XX:+TieredCompilation,                   -XX:-TieredCompilation,   -XX:+TieredCompilation overrides -XX:-TieredCompilation",
        "-Xmx1g,                                   -Xmx512M,                 -Xmx1g overrides -Xmx512M",
        "-XX:+UseG1GC,                             -XX:+UseParallelGC,       -XX:+UseG1GC overrides -XX:+UseParallelGC",
    })
    void whatOverridesAFlagIsNamed(String options, String flag, String said) {
        assertThat(JavaOptions.overriding(Map.of("_JAVA_OPTIONS", options), List.of("-Dx=y", flag)))
                .isEqualTo("_JAVA_OPTIONS=" + options + ": " + said + "; unset it");
    }

    @Test
    void whatIsAboutSomethingElseOrSaysTheSameOrComesBeforeOverridesNothing() {
        List<String> flags = List.of("-Xmx512M", "-XX:+UseParallelGC", "-XX:CICompilerCount=2");
        assertThat(JavaOptions.overriding(Map.of("_JAVA_OPTIONS", "-Xmx512M -Xms1m -XX:+UseCondCardMark -Da=b"), flags))
                .isNull();
        assertThat(JavaOptions.overriding(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g"), flags))
                .isNull();
        assertThat(JavaOptions.overriding(Map.of(), flags)).isNull();
    }
}
