package dev.racewalk.core.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.iommu.CachePolicy;
import dev.racewalk.core.iommu.CommandQueue;
import dev.racewalk.core.iommu.DataMemory;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.DirtyBitmap;
import dev.racewalk.core.pagetable.DirtyRecorder;
import dev.racewalk.core.pagetable.Errno;
import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.GatherOwner;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.IovaRangeLock;
import dev.racewalk.core.pagetable.LinuxRules;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.PageTableBuilder;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.verify.EntryVisitor;
import dev.racewalk.core.pagetable.verify.ItemVisitor;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import dev.racewalk.core.trace.TraceReplay;
import java.io.BufferedReader;
import java.io.StringReader;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls every public method of what a user holds, with each argument in turn null or of a hostile value, and all others right.
 * Whatever throws must have changed nothing. Steps, which run in the middle of an operation, and accesses to single words,
 * for which each value is right, are left out.
 */
class EveryMethodTest {
    /** Those that say what was done when they throw. */
    private static final Set<Errno> ON_THE_WAY = Set.of(Errno.ENOMEM, Errno.EADDRINUSE);

    /** Those that null is a no for. */
    private static final Set<String> QUESTIONS = Set.of("equals", "isOf");

    private static final long[] HOSTILE = {
        0, 1, -1, 8, 0x1001, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40, 1L << 52, Long.MAX_VALUE, Long.MIN_VALUE
    };

    static Stream<Method> methods() {
        return Stream.of(
                        PhysicalMemory.class,
                        FrameList.class,
                        FramePool.class,
                        FramePool.Builder.class,
                        IoPageTable.class,
                        PageTableBuilder.class,
                        IotlbGather.class,
                        FlushQueue.class,
                        IovaRangeLock.class,
                        DirtyBitmap.class,
                        MapResult.class,
                        TableVerifier.class,
                        TableWalk.class,
                        DeviceTableEntry.class,
                        Iommu.class,
                        Iommu.Builder.class,
                        Domain.class,
                        Device.class,
                        CommandQueue.class,
                        DataMemory.class,
                        CachePolicy.class,
                        TranslationFault.class,
                        TraceReplay.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> method.getParameterCount() != 0 && !QUESTIONS.contains(method.getName()))
                .filter(method -> Arrays.stream(method.getParameterTypes()).noneMatch(long[].class::equals)
                        || !Modifier.isStatic(method.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void whatThrowsHasChangedNothing(Method method) throws ReflectiveOperationException {
        for (int i = 0; i < method.getParameterCount(); i++) {
            Class<?> type = method.getParameterTypes()[i];
            if (type == long.class || type == int.class) {
                for (long value : HOSTILE) {
                    Object hostile = type == long.class ? (Object) value : (Object) (int) value;
                    call(method, i, hostile, false);
                }
            } else if (!type.isPrimitive()) {
                boolean isNullable = method.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class)
                        || method.isVarArgs();
                call(method, i, null, !isNullable);
            }
        }
    }

    private static void call(Method method, int at, @Nullable Object hostile, boolean mustFail)
            throws ReflectiveOperationException {
        World world = new World();
        @Nullable Object[] arguments = arguments(method, world);
        arguments[at] = hostile;
        Object receiver = Modifier.isStatic(method.getModifiers()) ? null : one(method.getDeclaringClass(), world);
        String before = world.state();
        String what = method + " with argument " + at + " = " + hostile;
        try {
            method.invoke(receiver, arguments);
            assertThat(mustFail).as(what + " is accepted").isFalse();
        } catch (InvocationTargetException e) {
            assertThat(e.getCause())
                    .as(what)
                    .isInstanceOfAny(
                            IllegalArgumentException.class,
                            IllegalStateException.class,
                            IndexOutOfBoundsException.class,
                            NullPointerException.class,
                            OutOfMemoryError.class,
                            PageTableException.class);
            boolean isOnTheWay = e.getCause() instanceof PageTableException known && ON_THE_WAY.contains(known.errno());
            if (!isOnTheWay) {
                assertThat(world.state()).as(what + ": " + e.getCause()).isEqualTo(before);
            }
        }
    }

    private static @Nullable Object[] arguments(Executable method, World world) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> one(type, world))
                .toArray();
    }

    private static Object one(Class<?> type, World world) {
        if (type == long.class) {
            return 0x1000L;
        }
        if (type == int.class) {
            return 1;
        }
        if (type == boolean.class) {
            return true;
        }
        Object one = things(world).get(type);
        assertThat(one).as("one of " + type).isNotNull();
        return one;
    }

    private static Map<Class<?>, Object> things(World world) {
        return Map.ofEntries(
                Map.entry(PhysicalMemory.class, world.memory),
                Map.entry(FrameAllocator.class, world.pool),
                Map.entry(FramePool.class, world.pool),
                Map.entry(FramePool.Builder.class, FramePool.builder(world.memory)),
                Map.entry(FrameList.class, world.list),
                Map.entry(SharedWord.class, world.memory.newWord("top", 0)),
                Map.entry(IoPageTable.class, world.table),
                Map.entry(GatherOwner.class, world.table),
                Map.entry(PageTableBuilder.class, world.builder()),
                Map.entry(LinuxRules.class, LinuxRules.LINUX_7_3),
                Map.entry(GatherMode.class, GatherMode.NO_GAPS),
                Map.entry(IommuHardware.class, IommuHardware.NONE),
                Map.entry(ProtocolSteps.class, ProtocolSteps.RIGHT),
                Map.entry(IotlbGather.class, world.gather),
                Map.entry(IotlbGather[].class, new IotlbGather[] {world.gather}),
                Map.entry(FlushQueue.class, world.flushQueue),
                Map.entry(FlushQueue.Released.class, (FlushQueue.Released) (iova, length) -> {}),
                Map.entry(IovaRangeLock.class, world.lock),
                Map.entry(DirtyBitmap.class, world.bitmap),
                Map.entry(DirtyRecorder.class, world.bitmap),
                Map.entry(ItemVisitor.class, (ItemVisitor) (path, item) -> true),
                Map.entry(EntryVisitor.class, (EntryVisitor) (iova, lg2, item) -> {}),
                Map.entry(Iommu.class, world.iommu),
                Map.entry(Iommu.Builder.class, Iommu.builder(world.memory)),
                Map.entry(Domain.class, world.domain),
                Map.entry(Device.class, world.detached),
                Map.entry(CommandQueue.class, world.queue()),
                Map.entry(DriverSteps.class, DriverSteps.RIGHT),
                Map.entry(DataMemory.class, DataMemory.of(world.memory, world.pool)),
                Map.entry(CachePolicy.class, CachePolicy.KEEP_ALL),
                Map.entry(TraceReplay.class, world.replay),
                Map.entry(BufferedReader.class, new BufferedReader(new StringReader("init 2 48 52"))),
                Map.entry(Appendable.class, new StringBuilder()),
                Map.entry(Duration.class, Duration.ZERO),
                Map.entry(String.class, "name"),
                Map.entry(long[].class, new long[1]),
                Map.entry(LongConsumer.class, (LongConsumer) frame -> {}),
                Map.entry(IntSupplier.class, (IntSupplier) () -> 0),
                Map.entry(UnaryOperator.class, UnaryOperator.identity()));
    }
}
