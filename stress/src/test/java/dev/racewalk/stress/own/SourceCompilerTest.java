package dev.racewalk.stress.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCompilerTest {
    @TempDir
    private Path temp;

    @Test
    void aJavaWithoutACompilerIsNamed() {
        assertThatThrownBy(() -> SourceCompiler.of(null))
                .isInstanceOf(SourceCompiler.NoCompilerException.class)
                .hasMessageContainingAll(System.getProperty("java.home"), "has no compiler: run it by a JDK");
    }

    @Test
    void sourcesThatUseEachOtherBecomeClasses() throws Exception {
        Path one = Files.writeString(temp.resolve("One.java"), "public class One { Other other; }");
        Path other = Files.writeString(temp.resolve("Other.java"), "class Other { Two two; }\nclass Two {}");
        Path classes = Files.createDirectory(temp.resolve("classes"));
        assertThat(SourceCompiler.ofThisJvm().compile(List.of(one, other), classes))
                .isEmpty();
        assertThat(ClassPath.of(classes.toString()).classNames()).containsExactly("One", "Other", "Two");
    }

    @Test
    void eachErrorIsShownWithItsLine() throws Exception {
        Path one = Files.writeString(temp.resolve("One.java"), "public class One {\n    Missing a;\n    Missing b;\n}");
        List<String> wrong = SourceCompiler.ofThisJvm().compile(List.of(one), temp);
        assertThat(wrong)
                .contains(
                        one + ":2: cannot find symbol",
                        "        Missing a;",
                        "        ^",
                        one + ":3: cannot find symbol");
    }
}
