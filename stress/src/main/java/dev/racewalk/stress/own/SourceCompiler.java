package dev.racewalk.stress.own;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles sources of the user's in this JVM, by the compiler of its JDK, with the annotation processor of jcstress. */
public final class SourceCompiler {
    private static final String PROCESSOR = "org.openjdk.jcstress.infra.processors.JCStressTestProcessor";

    private final JavaCompiler compiler;

    private SourceCompiler(JavaCompiler compiler) {
        this.compiler = compiler;
    }

    /** This Java has no compiler. */
    public static final class NoCompilerException extends Exception {
        private static final long serialVersionUID = 1;

        private NoCompilerException() {
            super("this Java (" + System.getProperty("java.home") + ") has no compiler: run it by a JDK");
        }
    }

    /**
     * Finds the compiler.
     *
     * @return that of the JDK that runs this JVM
     * @throws NoCompilerException if it is no JDK
     */
    public static SourceCompiler ofThisJvm() throws NoCompilerException {
        return of(ToolProvider.getSystemJavaCompiler());
    }

    static SourceCompiler of(@Nullable JavaCompiler compiler) throws NoCompilerException {
        if (compiler == null) {
            throw new NoCompilerException();
        }
        return new SourceCompiler(compiler);
    }

    /**
     * Compiles sources for the class path of this program and what is in use beside it.
     *
     * @param sources files
     * @param classes folder for the classes and the list of races
     * @return what the compiler found wrong, with file and line, the line itself and a mark below it; empty if they are compiled
     * @throws IOException if something cannot be read or written
     */
    public List<String> compile(List<Path> sources, Path classes) throws IOException {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        StringWriter said = new StringWriter();
        boolean isCompiled;
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            isCompiled = compiler.getTask(
                            said, files, found, options(classes), null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        } catch (RuntimeException e) { // what a processor throws
            return List.of(String.valueOf(e.getMessage()).lines().findFirst().orElse("the compiler failed"));
        }
        if (isCompiled) {
            return List.of();
        }
        List<String> wrong = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                wrong.addAll(inWords(each));
            }
        }
        said.toString().lines().forEach(wrong::add);
        return wrong.isEmpty() ? List.of("the compiler failed, and did not say why") : wrong;
    }

    private static List<String> options(Path classes) {
        ClassPath own = ClassPath.inUse();
        String ours = System.getProperty("java.class.path", "");
        return List.of(
                "-d",
                classes.toString(),
                "-classpath",
                own.isNone() ? ours : ours + File.pathSeparator + own,
                "-processor",
                PROCESSOR,
                "-g",
                "-parameters",
                "-Xlint:none");
    }

    private static List<String> inWords(Diagnostic<? extends JavaFileObject> wrong) throws IOException {
        JavaFileObject source = wrong.getSource();
        if (source == null) {
            return wrong.getMessage(Locale.ROOT).lines().toList();
        }
        List<String> lines = new ArrayList<>();
        Path file = Path.of(source.toUri());
        List<String> message = wrong.getMessage(Locale.ROOT).lines().toList();
        lines.add(file + ":" + wrong.getLineNumber() + ": " + message.get(0));
        lines.addAll(message.subList(1, message.size()));
        List<String> text = Files.readAllLines(file);
        int line = (int) wrong.getLineNumber();
        if (line >= 1 && line <= text.size()) {
            lines.add("    " + text.get(line - 1));
            lines.add("    " + " ".repeat((int) Math.max(0, wrong.getColumnNumber() - 1)) + "^");
        }
        return lines;
    }
}
