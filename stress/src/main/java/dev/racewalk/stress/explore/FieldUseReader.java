package dev.racewalk.stress.explore;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Reads one method of {@link ActorCode}. */
final class FieldUseReader extends MethodVisitor {
    /** Methods of {@code java.util} that change nothing. */
    private static final Set<String> READERS = Set.of(
            "get",
            "getPlain",
            "getAcquire",
            "getOpaque",
            "getVolatile",
            "size",
            "isEmpty",
            "contains",
            "containsKey",
            "iterator",
            "forEach",
            "stream",
            "indexOf",
            "equals",
            "hashCode",
            "toString");

    /** What has contents that change behind a field that does not. */
    private static final String HOLDER =
            "Ljava/util/(?!function/|stream/|regex/|Optional|Objects|Comparator).*|Ljava/lang/(StringBu|invoke/VarHandle).*";

    private final ActorCode code;
    private final String type;
    private final String method;
    private int line;

    /** A collection or the like of which the next call tells what is done with it. */
    private @Nullable String holder;

    /** The last array that was taken out of a field. */
    private @Nullable String array;

    private String owner = "";

    FieldUseReader(ActorCode code, String type, String method) {
        super(Opcodes.ASM9);
        this.code = code;
        this.type = type;
        this.method = method;
    }

    @Override
    public void visitLineNumber(int number, Label start) {
        line = number;
    }

    @Override
    public void visitFieldInsn(int opcode, String of, String name, String descriptor) {
        boolean isResult = of.startsWith("org/openjdk/jcstress/infra/results/");
        if (!code.isOfRace(of) && !isResult) {
            return;
        }
        FieldFacts facts = code.facts(of, name);
        if (facts.isExcused()) {
            return;
        }
        boolean writes = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
        boolean isNew = method.equals("<init>") && of.equals(type);
        if (!isNew && (writes || !facts.isFinal())) {
            use(of, name, writes);
        }
        if (!writes) {
            owner = of;
            array = descriptor.startsWith("[") ? name : array;
            holder = descriptor.matches(HOLDER) ? name : holder;
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (array != null && opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
            use(owner, array + "[]", true);
        } else if (array != null && opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
            use(owner, array + "[]", false);
        }
    }

    @Override
    public void visitMethodInsn(int opcode, String of, String name, String descriptor, boolean isInterface) {
        if (holder != null && (of.startsWith("java/util/") || of.startsWith("java/lang/"))) {
            use(owner, holder, !READERS.contains(name));
            holder = null;
        }
        code.call(of, name, descriptor);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
                code.call(handle.getOwner(), handle.getName(), handle.getDesc());
            }
        }
    }

    private void use(String of, String field, boolean writes) {
        code.use(of, field, new FieldUse(writes, ActorCode.simple(type) + "." + method + ", line " + line));
    }
}
