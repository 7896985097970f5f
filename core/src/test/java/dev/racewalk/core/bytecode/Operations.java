package dev.racewalk.core.bytecode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Runs the bytecode of a static method of {@code Access} with only two things known: the hook is null, and which access mode a
 * constant is. Branches on these are decided, all others are followed both ways. What comes of it is every operation on memory
 * that the method can make in production.
 */
final class Operations extends BasicInterpreter {
    private static final String MODE = CoreClasses.MEMORY + "AccessMode";

    private final ClassNode access;
    private final Set<String> found = new TreeSet<>();
    private AnalyzerException failure;

    /** A value that is known: null, or a mode. */
    private static final class Known extends BasicValue {
        final String what;

        Known(Type type, String what) {
            super(type);
            this.what = what;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Known known && known.what.equals(what);
        }

        @Override
        public int hashCode() {
            return what.hashCode();
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private Operations(ClassNode access) {
        super(Opcodes.ASM9);
        this.access = access;
    }

    /** The operations of a method: the VarHandle's or the library's by name, instructions on arrays and fields as plain ones. */
    static Set<String> of(ClassNode access, MethodNode method) throws AnalyzerException {
        Operations operations = new Operations(access);
        List<BasicValue> arguments = new ArrayList<>();
        for (Type type : Type.getArgumentTypes(method.desc)) {
            arguments.add(operations.newValue(type));
        }
        operations.run(method, arguments);
        return operations.found;
    }

    private void run(MethodNode method, List<? extends BasicValue> arguments) throws AnalyzerException {
        Frame<BasicValue> frame = new Frame<>(method.maxLocals, method.maxStack);
        int local = 0;
        for (BasicValue argument : arguments) {
            frame.setLocal(local++, argument);
            if (argument.getSize() == 2) {
                frame.setLocal(local++, BasicValue.UNINITIALIZED_VALUE);
            }
        }
        while (local < method.maxLocals) {
            frame.setLocal(local++, BasicValue.UNINITIALIZED_VALUE);
        }
        follow(method, frame, method.instructions.getFirst(), new HashSet<>());
        if (failure != null) {
            throw failure;
        }
    }

    private void follow(MethodNode method, Frame<BasicValue> at, AbstractInsnNode from, Set<String> been)
            throws AnalyzerException {
        Frame<BasicValue> frame = at;
        AbstractInsnNode insn = from;
        while (insn != null && been.add(method.instructions.indexOf(insn) + " " + frame)) {
            if (insn.getOpcode() < 0) {
                insn = insn.getNext();
                continue;
            }
            boolean ends = insn.getOpcode() >= Opcodes.IRETURN && insn.getOpcode() <= Opcodes.RETURN;
            if (ends || insn.getOpcode() == Opcodes.ATHROW) {
                return;
            }
            Boolean jumps = insn instanceof JumpInsnNode ? decide(insn.getOpcode(), frame) : Boolean.FALSE;
            frame.execute(insn, this);
            if (jumps == null) {
                follow(method, new Frame<>(frame), ((JumpInsnNode) insn).label, been);
            }
            insn = Boolean.TRUE.equals(jumps) ? ((JumpInsnNode) insn).label : insn.getNext();
        }
    }

    /** Whether a jump is taken; null if that is not known. */
    private static Boolean decide(int opcode, Frame<BasicValue> frame) {
        if (opcode == Opcodes.GOTO) {
            return true;
        }
        BasicValue top = frame.getStack(frame.getStackSize() - 1);
        if (opcode == Opcodes.IFNULL || opcode == Opcodes.IFNONNULL) {
            return top instanceof Known ? opcode == Opcodes.IFNULL : null;
        }
        if (opcode == Opcodes.IF_ACMPEQ || opcode == Opcodes.IF_ACMPNE) {
            BasicValue below = frame.getStack(frame.getStackSize() - 2);
            boolean known = top instanceof Known && below instanceof Known;
            return known ? top.equals(below) == (opcode == Opcodes.IF_ACMPEQ) : null;
        }
        return null;
    }

    @Override
    public BasicValue newOperation(AbstractInsnNode insn) throws AnalyzerException {
        if (insn instanceof FieldInsnNode field && (field.owner.equals(MODE) || field.name.equals("HOOK"))) {
            return new Known(Type.getType(field.desc), field.owner.equals(MODE) ? field.name : "null");
        }
        return super.newOperation(insn);
    }

    @Override
    public BasicValue copyOperation(AbstractInsnNode insn, BasicValue value) {
        return value;
    }

    @Override
    public BasicValue unaryOperation(AbstractInsnNode insn, BasicValue value) throws AnalyzerException {
        if (insn.getOpcode() == Opcodes.GETFIELD) {
            found.add("plain load");
        }
        return super.unaryOperation(insn, value);
    }

    @Override
    public BasicValue binaryOperation(AbstractInsnNode insn, BasicValue first, BasicValue second)
            throws AnalyzerException {
        if (insn.getOpcode() == Opcodes.LALOAD) {
            found.add("plain load");
        } else if (insn.getOpcode() == Opcodes.PUTFIELD) {
            found.add("plain store");
        }
        return super.binaryOperation(insn, first, second);
    }

    @Override
    public BasicValue ternaryOperation(AbstractInsnNode insn, BasicValue array, BasicValue index, BasicValue value)
            throws AnalyzerException {
        if (insn.getOpcode() == Opcodes.LASTORE) {
            found.add("plain store");
        }
        return super.ternaryOperation(insn, array, index, value);
    }

    @Override
    public BasicValue naryOperation(AbstractInsnNode insn, List<? extends BasicValue> values) throws AnalyzerException {
        if (insn instanceof MethodInsnNode call) {
            if (call.owner.equals(access.name)) {
                call(call, values);
            } else {
                found.add(call.owner.substring(call.owner.lastIndexOf('/') + 1) + "." + call.name);
            }
        }
        return super.naryOperation(insn, values);
    }

    private void call(MethodInsnNode call, List<? extends BasicValue> values) throws AnalyzerException {
        for (MethodNode method : access.methods) {
            if (method.name.equals(call.name) && method.desc.equals(call.desc)) {
                run(method, values);
            }
        }
    }
}
