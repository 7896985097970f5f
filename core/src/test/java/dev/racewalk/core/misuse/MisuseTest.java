package dev.racewalk.core.misuse;

import static dev.racewalk.core.misuse.World.PAGE;
import static dev.racewalk.core.misuse.World.RW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.iommu.CachePolicy;
import dev.racewalk.core.iommu.CommandQueue;
import dev.racewalk.core.iommu.DataMemory;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.DriverDomain;
import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.trace.TraceReplay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MisuseTest {
    private static final World OTHER = new World();

    private static Arguments of(String name, Class<? extends Exception> error, String says, Consumer<World> misuse) {
        return Arguments.of(name, error, says, misuse);
    }

    private static Arguments refused(String name, String says, Consumer<World> misuse) {
        return of(name, IllegalArgumentException.class, says, misuse);
    }

    static Stream<Arguments> ofTables() {
        return Stream.of(
                refused("frames of another memory", "frames: ", w -> IoPageTable.builder(w.memory, OTHER.pool)),
                refused(
                        "hardware of another memory",
                        "iommu = domain 1",
                        w -> w.builder().hardware(OTHER.domain)),
                of(
                        "hardware that has a table",
                        IllegalStateException.class,
                        "domain 1 has a table already",
                        w -> w.builder().hardware(w.domain).build()),
                refused(
                        "unmap with a gather of another table",
                        "another page table",
                        w -> w.table.unmapPages(PAGE, PAGE, 1, OTHER.gather)),
                refused("sync of a gather of another table", "another page table", w -> w.table.sync(OTHER.gather)),
                refused(
                        "dirty with a gather of another table",
                        "another page table",
                        w -> w.table.readAndClearDirty(PAGE, PAGE, 0, w.bitmap, OTHER.gather)),
                refused("use count outside the memory", "0x20000", w -> w.table.usedItems(32 * PAGE)),
                refused("list outside the memory", "0x20000", w -> w.table.isListed(32 * PAGE)),
                refused("reclaim of a negative number", "most = -1", w -> w.table.reclaim(-1)),
                refused("flush queue of no place", "capacity = 0", w -> w.table.newFlushQueue(0, (a, b) -> {})),
                refused(
                        "flush queue that no array holds",
                        "capacity = 1073741824",
                        w -> w.table.newFlushQueue(1 << 30, (a, b) -> {})),
                refused("nothing queued", "length = 0x0", w -> w.flushQueue.add(PAGE, 0, w.queuedGather)),
                refused(
                        "a range beyond 64 bits queued",
                        "length = 0x2000",
                        w -> w.flushQueue.add(-PAGE, 2 * PAGE, w.queuedGather)),
                refused(
                        "a gather with a range queued",
                        "must be a queued one",
                        w -> w.flushQueue.add(PAGE, PAGE, w.gather)),
                refused("a backward range gathered", "lastIova = 0x1", w -> w.gather.add(2, 1)),
                refused(
                        "a gather extended backwards",
                        "lastIova = 0x1fff",
                        w -> w.gather.extend(2 * PAGE, 2 * PAGE - 1)),
                refused(
                        "verify with a gather of another table",
                        "of the table that is verified",
                        w -> TableVerifier.verify(w.table, OTHER.gather)),
                refused("a backward range locked", "lastIova = 0x1", w -> w.lock.lockExclusive(2, 1)),
                refused("a page outside the bitmap", "must lie in the bitmap", w -> w.bitmap.record(64 * PAGE, 1)),
                refused("a result of no map", "0xff00000000000000", w -> MapResult.refusal(0xFFL << 56)));
    }

    static Stream<Arguments> ofHardware() {
        return Stream.of(
                refused(
                        "frames of another memory",
                        "pool: ",
                        w -> Iommu.builder(w.memory).frames(OTHER.pool)),
                refused("data of another memory", "frames: ", w -> DataMemory.of(w.memory, OTHER.pool)),
                refused(
                        "queue of no place",
                        "commands = 0",
                        w -> Iommu.builder(w.memory).queueCapacity(0)),
                refused(
                        "queue that no array holds",
                        "commands = 1073741824",
                        w -> Iommu.builder(w.memory).queueCapacity(1 << 30)),
                refused("attach of another's device", "another IOMMU", w -> w.domain.attach(OTHER.detached)),
                of("attach twice", IllegalStateException.class, "attached already", w -> w.domain.attach(w.device)),
                refused("detach of another's device", "another IOMMU", w -> w.domain.detach(OTHER.device)),
                of(
                        "detach of who is not attached",
                        IllegalStateException.class,
                        "not attached",
                        w -> w.domain.detach(w.detached)),
                refused("list of another's device", "another IOMMU", w -> w.domain.list(OTHER.detached)),
                refused("a top that is none", "topLevel = 99", w -> w.domain.changeTop(-1, 99)),
                refused("a top at level 6", "topLevel = 6", w -> w.domain.changeTop(PAGE, 6)),
                refused("a top at level 0", "topLevel = 0", w -> w.domain.changeTop(PAGE, 0)),
                refused("a top inside a frame", "tablePa = 0x1008", w -> w.domain.changeTop(PAGE + 8, 2)),
                refused("a top outside the memory", "tablePa = 0x20000", w -> w.domain.changeTop(32 * PAGE, 2)),
                refused("a first top outside the memory", "tablePa = 0x20000", w -> w.domain.attach(32 * PAGE, 2, 48)),
                refused("a backward invalidation", "lastIova = 0x2", w -> w.domain.invalidate(5, 2, true)),
                refused(
                        "a backward command",
                        "lastIova = 0x2",
                        w -> locked(w, q -> q.appendPageInvalidation(1, 5, 2, true))),
                refused(
                        "a command for domain 0",
                        "domain = 0",
                        w -> locked(w, q -> q.appendPageInvalidation(0, 2, 5, true))),
                refused("a command for no device", "device = 3", w -> locked(w, q -> q.appendEntryInvalidation(3))),
                refused(
                        "a command for a negative device",
                        "device = -1",
                        w -> locked(w, q -> q.appendEntryInvalidation(-1))),
                refused("a wait for number 0", "number = 0", w -> locked(w, q -> q.appendCompletionWait(0))),
                refused("a command at no place", "place = -1", w -> locked(w, q -> q.writeCommand(-1, 0, 0))),
                refused(
                        "commands for another's queue",
                        "queue: ",
                        w -> w.domain.appendEntryInvalidations(OTHER.queue())),
                refused("no page given back", "length = 0", w -> w.iommu.expectUnreached(PAGE, 0)),
                refused("pages beyond 2^52 given back", "below 2^52", w -> w.iommu.expectUnreached(-PAGE, 2 * PAGE)),
                refused("no access", "access = 0", w -> w.device.translate(PAGE, 0)),
                refused("an access of no kind", "access = 4", w -> w.device.translate(PAGE, 4)),
                refused("a device of no width", "addressBits = 12", w -> w.iommu.newDevice(CachePolicy.KEEP_ALL, 12)),
                refused("a device of 65 bits", "addressBits = 65", w -> w.iommu.newDevice(CachePolicy.KEEP_ALL, 65)),
                refused("attach of a device that is too narrow", "translates 47 bits", w -> w.domain.attach(w.narrow)),
                refused("data of no word", "words = 0", w -> w.device.read(PAGE, new long[0])),
                refused("data inside a word", "iova = 0x1004", w -> w.device.write(PAGE + 4, new long[1])),
                refused("data beyond 64 bits", "end within 64 bits", w -> w.device.write(-8, new long[2])),
                refused("an entry whose root is no frame", "rootPa = 0x1008", w -> DeviceTableEntry.of(PAGE + 8, 2)),
                refused("an entry of level 6", "topLevel = 6", w -> DeviceTableEntry.of(PAGE, 6)),
                refused("a code of no fault", "result = -100", w -> TranslationFault.of(-100)));
    }

    static Stream<Arguments> ofMemory() {
        return Stream.of(
                refused("negative words", "count = -1", w -> w.memory.newWords("x", -1)),
                of(
                        "a fill beyond the end",
                        IndexOutOfBoundsException.class,
                        "",
                        w -> w.memory.fill(32 * 512 - 4, 8, 7)),
                of("a negative fill", IndexOutOfBoundsException.class, "", w -> w.memory.fill(0, -1, 7)),
                of(
                        "a replacement beyond the end",
                        IndexOutOfBoundsException.class,
                        "",
                        w -> w.memory.replaceMatching(32 * 512 - 4, 8, 0, 0, 7, 0)),
                refused("frame 0 on a list", "pa = 0x0", w -> w.list.add(0)),
                refused("an address in a frame on a list", "pa = 0x1008", w -> w.list.add(PAGE + 8)),
                refused("a frame that is not there on a list", "pa = 0x20000", w -> w.list.add(32 * PAGE)),
                refused(
                        "a frame 2^32 frames above on a list",
                        "pa = 0x100000001000",
                        w -> w.list.add((1L << 44) + PAGE)),
                refused("a list that takes itself", "another list", w -> w.list.takeAll(w.list)),
                refused("a list of another memory", "another list", w -> w.list.takeAll(OTHER.list)),
                of("a free of no frame", IllegalStateException.class, "0x1008", w -> w.pool.free(PAGE + 8)),
                of("a free of another's frame", IllegalStateException.class, "0x20000", w -> w.pool.free(32 * PAGE)),
                refused("failures from before", "first = 0", w -> w.pool.failAllocations(0, 1)),
                refused(
                        "three stripes",
                        "stripes = 3",
                        w -> FramePool.builder(w.memory).stripes(3, () -> 0)),
                refused("a replay without frames", "frames = 1", w -> new TraceReplay(1, builder -> builder)));
    }

    static Stream<Arguments> ofClosedTables() {
        return Stream.<Consumer<World>>of(
                        w -> w.table.mapPages(PAGE, PAGE, PAGE, 1, RW),
                        w -> w.table.mapPages(PAGE, PAGE, PAGE, 4, RW),
                        w -> w.table.mapRange(PAGE, PAGE, PAGE, RW),
                        w -> w.table.tryMapRange(PAGE, PAGE, PAGE, RW),
                        w -> w.table.unmapPages(PAGE, PAGE, 1, w.gather),
                        w -> w.table.iovaToPhys(PAGE),
                        w -> w.table.readAndClearDirty(PAGE, PAGE, 0, w.bitmap, w.gather),
                        w -> w.table.setDirty(PAGE),
                        w -> w.table.cutMapping(PAGE),
                        w -> w.table.reclaim(1),
                        w -> w.table.topLevel(),
                        w -> TableVerifier.verify(w.table))
                .map(call -> {
                    return of("a closed table", IllegalStateException.class, "closed", call);
                });
    }

    private static void locked(World world, CommandQueue.Commands commands) {
        world.queue().lock();
        try {
            commands.appendTo(world.queue());
        } finally {
            world.queue().unlock();
        }
    }

    private static void isRefusedAndNothingChanges(
            World world, Class<? extends Exception> error, String says, Consumer<World> misuse) {
        String before = world.state();
        String otherBefore = OTHER.state();
        assertThatThrownBy(() -> misuse.accept(world)).isInstanceOf(error).hasMessageContaining(says);
        assertThat(world.state()).isEqualTo(before);
        assertThat(OTHER.state()).isEqualTo(otherBefore);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ofTables", "ofHardware", "ofMemory"})
    void aCallThatCannotBeRightIsRefusedAndNothingChanges(
            String name, Class<? extends Exception> error, String says, Consumer<World> misuse) {
        isRefusedAndNothingChanges(new World(), error, says, misuse);
    }

    @ParameterizedTest
    @MethodSource("ofClosedTables")
    void aClosedTableRefusesAndNothingChanges(
            String name, Class<? extends Exception> error, String says, Consumer<World> misuse) {
        World world = new World();
        world.table.close();
        isRefusedAndNothingChanges(world, error, says, misuse);
    }

    @Test
    void aWordInTheQueueThatNamesNoDeviceIsAViolationForWhoeverClocks() {
        World world = new World();
        locked(world, queue -> {
            queue.writeCommand(place(world), 77L << 32 | 2, 0);
            queue.moveTail(place(world) + 1);
        });
        assertThat(world.iommu.clock()).isTrue();
        assertThat(world.iommu.violations()).singleElement().asString().contains("there is no device 77");
        world.domain.detach(world.device);
        assertThat(world.queue().pending()).isZero();
    }

    /** Attaching takes two commands, and so does a new top: each is an entry to forget and a wait. */
    private static long place(World world) {
        return 2 * world.queue().completed();
    }

    /** A driver that fails when it is told to. */
    private static final class FailingSteps extends DriverSteps {
        boolean fails;

        @Override
        public long submit(CommandQueue queue, CommandQueue.Commands commands) {
            if (fails) {
                throw new IllegalStateException("no room for commands");
            }
            return super.submit(queue, commands);
        }

        @Override
        public void enter(DriverDomain domain, Device device) {
            if (fails) {
                device.storeEntry(domain.entry());
            }
            super.enter(domain, device);
        }
    }

    @Test
    void anAttachmentThatFailsOnItsWayLeavesTheDeviceBlockedAndFree() {
        FailingSteps steps = new FailingSteps();
        World world = new World(steps);
        String before = world.state();
        steps.fails = true;
        assertThatThrownBy(() -> world.domain.attach(world.detached)).hasMessage("no room for commands");
        assertThat(world.state()).isEqualTo(before);
        steps.fails = false;
        world.domain.attach(world.detached);
        assertThat(world.detached.translate(PAGE, Device.READ)).isEqualTo(PAGE);
    }

    @Test
    void aDetachmentThatFailsOnItsWayLeavesTheDeviceBlockedAndFree() {
        FailingSteps steps = new FailingSteps();
        World world = new World(steps);
        steps.fails = true;
        assertThatThrownBy(() -> world.domain.detach(world.device)).hasMessage("no room for commands");
        assertThat(world.device.translate(PAGE, Device.READ)).isEqualTo(TranslationFault.BLOCKED.code());
        steps.fails = false;
        world.domain.attach(world.device);
        assertThat(world.device.translate(PAGE, Device.READ)).isEqualTo(PAGE);
    }

    @Test
    void aTableWhoseHardwareFailsLeavesNoFrameAndNoEntry() {
        FailingSteps steps = new FailingSteps();
        World world = new World(steps);
        Domain empty = world.iommu.newDomain();
        empty.attach(world.detached);
        String before = world.state();
        steps.fails = true;
        assertThat(catchThrowable(() -> world.builder().hardware(empty).build()))
                .hasMessage("no room for commands");
        steps.fails = false;
        assertThat(world.state()).isEqualTo(before);
        world.builder().hardware(empty).build().close();
    }

    @Test
    void aGrowthThatFailsInHardwareGivesItsTopsBackAndDevicesWalkAsBefore() {
        FailingSteps steps = new FailingSteps();
        World world = new World(steps);
        long live = world.table.liveTables();
        long top = world.table.topOfTable();
        steps.fails = true;
        assertThatThrownBy(() -> world.table.mapPages(1L << 45, PAGE, PAGE, 1, RW))
                .hasMessage("no room for commands");
        assertThat(world.table.liveTables()).isEqualTo(live);
        assertThat(world.table.topOfTable()).isEqualTo(top);
        assertThat(world.device.translate(PAGE, Device.READ)).isEqualTo(PAGE);
        steps.fails = false;
        world.table.mapPages(1L << 45, PAGE, PAGE, 1, RW);
        assertThat(world.device.translate(1L << 45, Device.READ)).isEqualTo(PAGE);
    }

    @Test
    void aGatherTellsItsRangeAsItIs() {
        IotlbGather gather = OTHER.table.newGather();
        gather.add(0x1000, 0x1fff);
        assertThat(gather).hasToString("gather of 0x1000..0x1fff, 0 tables");
        gather.add(1L << 63, -1);
        assertThat(gather).hasToString("gather of 0x1000..0xffffffffffffffff, 0 tables");
        assertThat(OTHER.table.newGather()).hasToString("gather of nothing, 0 tables");
    }

    @Test
    void aReplayWhoseFirstLineCannotBeWrittenLeaksNothing() throws Exception {
        TraceReplay replay = new TraceReplay(2, builder -> builder);
        Appendable full = new FullDisk();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> replay.replay(new BufferedReader(new StringReader("init 2 48 52\n")), full))
                    .isInstanceOf(IOException.class);
        }
        StringBuilder results = new StringBuilder();
        replay.replay(new BufferedReader(new StringReader("init 2 48 52\ndeinit\n")), results);
        assertThat(results).contains("init ret=0").endsWith("deinit leaked=0\n");
    }

    private static final class FullDisk implements Appendable {
        @Override
        public Appendable append(CharSequence text) throws IOException {
            throw new IOException("no space left");
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            throw new IOException("no space left");
        }

        @Override
        public Appendable append(char c) throws IOException {
            throw new IOException("no space left");
        }
    }

    @Test
    void theLargestQueuesCanBeMade() {
        PhysicalMemory memory = new PhysicalMemory(4);
        Iommu iommu =
                Iommu.builder(memory).queueCapacity(Iommu.MAX_QUEUE_CAPACITY).build();
        assertThat(iommu.queue().capacity()).isEqualTo(Iommu.MAX_QUEUE_CAPACITY);
        try (IoPageTable table =
                IoPageTable.builder(memory, new FramePool(memory)).build()) {
            assertThat(table.newFlushQueue(FlushQueue.MAX_CAPACITY, (iova, length) -> {})
                            .size())
                    .isZero();
        }
    }
}
