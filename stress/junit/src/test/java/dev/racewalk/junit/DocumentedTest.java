package dev.racewalk.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documentation shows is code of these tests. */
class DocumentedTest {
    private static final String FENCE = "```java\n";

    @Test
    void theRaceThatIsATestIsOneOfThese() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "junit.md"));
        int begin = page.indexOf(FENCE) + FENCE.length();
        String shown = page.substring(begin, page.indexOf("\n}\n", begin));

        assertThat(Files.readString(Path.of("src/test/java/dev/racewalk/junit/TwoMapsTest.java")))
                .contains(shown);
    }
}
