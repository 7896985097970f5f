package dev.racewalk.core.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on the library shows code that compiles, and what it prints. */
class ReadmeTest {
    private static final Path PAGE = Path.of("docs/library.md");
    private static final Path EXAMPLE = Path.of("src/test/java/dev/racewalk/core/readme/LibraryExample.java");

    @Test
    void theExampleIsTheOneThatIsCompiled() throws IOException {
        List<String> source = Files.readAllLines(EXAMPLE);
        int begin = source.indexOf("        // library.md begins");
        int end = source.indexOf("        // library.md ends");
        String compiled = String.join("\n", source.subList(begin + 1, end)).stripIndent();
        assertThat(block("java")).isEqualTo(compiled);
    }

    @Test
    void theOutputIsWhatTheExamplePrints() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            LibraryExample.run(out);
        }
        assertThat(block("text"))
                .isEqualTo(printed.toString(StandardCharsets.UTF_8).stripTrailing());
    }

    /** The first fenced block of a language. */
    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\n(.*?)\n```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as("a %s block in %s", language, PAGE).isTrue();
        return block.group(1);
    }
}
