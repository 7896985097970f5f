package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's compiler says of a held range. */
class LockCompilesTest {
    @TempDir
    private Path folder;

    private List<String> warnings(String body) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///User.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return "class User { void use(" + IovaRangeLock.class.getName() + " lock, Runnable work) { "
                                + body + " } }";
                    }
                };
        String path = System.getProperty("java.class.path")
                + java.io.File.pathSeparator
                + System.getProperty("jdk.module.path", "");
        List<String> options = List.of("-Xlint:try", "-proc:none", "-d", folder.toString(), "-classpath", path);
        compiler.getTask(null, null, found, options, null, List.of(source)).call();
        return found.getDiagnostics().stream()
                .map((Diagnostic<?> diagnostic) -> diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    @Test
    void aRangeThatIsDeclaredBeforeItsTryGetsNoWarning() {
        assertThat(warnings("var held = lock.lockExclusive(0, 1); try (held) { work.run(); }"))
                .isEmpty();
        assertThat(warnings("try (var held = lock.lockExclusive(0, 1)) { work.run(); }"))
                .singleElement()
                .asString()
                .contains("never referenced");
    }
}
