package dev.racewalk.stress.explore;

import dev.racewalk.stress.suite.UnseenByExplorer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads the declaration of a field in a class. */
final class FieldFacts extends ClassVisitor {
    /** Of a field that is nowhere to be found. */
    static final FieldFacts UNKNOWN = new FieldFacts("");

    private static final String EXCUSE = Type.getDescriptor(UnseenByExplorer.class);

    private final String field;
    private boolean found;
    private boolean fixed;
    private boolean excused;

    FieldFacts(String field) {
        super(Opcodes.ASM9);
        this.field = field;
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        if (!name.equals(field)) {
            return null;
        }
        found = true;
        fixed = (access & Opcodes.ACC_FINAL) != 0;
        return new FieldVisitor(api) {
            @Override
            public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
                excused |= type.equals(EXCUSE);
                return null;
            }
        };
    }

    /** Whether the class declares it. */
    boolean isFound() {
        return found;
    }

    /** Whether it cannot be written after its object was made. */
    boolean isFinal() {
        return fixed;
    }

    /** Whether the race says that nothing comes of it. */
    boolean isExcused() {
        return excused;
    }
}
