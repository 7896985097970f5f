package dev.racewalk.stress.machine;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.SpoiledMachine.FINE;
import static dev.racewalk.stress.machine.SpoiledMachine.FIRST;
import static dev.racewalk.stress.machine.SpoiledMachine.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.stress.machine.judge.Damage;
import dev.racewalk.stress.machine.judge.RestCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each verdict that {@link RestCheck} can give, of a machine that was spoiled by hand. */
class RestCheckTest {
    private static final int LARGE = 21;
    private static final int RUN = 14;
    private static final long RIGHT = Item.READABLE | Item.WRITABLE | Item.FORCE_COHERENCE;
    private static final int REFUSED = ResultCodes.refused(Refusal.IN_USE);

    private SpoiledMachine m = new SpoiledMachine(Setup.table(1, 3).withPrepared(3));

    @AfterEach
    void useTheRealPartsAgain() {
        m.close();
    }

    private void use(Setup setup) {
        m.close();
        m = new SpoiledMachine(setup);
    }

    private void assertBroken(Invariant invariant, String what) {
        assertThat(m.verdict()).isEqualTo(invariant + " broken");
        assertThat(Caught.last()).startsWith(invariant + " broken at ").contains(what);
    }

    /** A page that was there before the actors started. */
    private long prepare() {
        long page = m.page(1);
        m.machine.prepare().map(page, PAGE);
        return page;
    }

    @Test
    void aMachineThatIsAsExpectedIsFineSampleAfterSample() {
        for (int i = 0; i < 2 * RestCheck.THOROUGH_EVERY; i++) {
            m.map(m.page(1), PAGE);
            m.map(m.machine.item(1, 2), LARGE);
            m.machine.expectTables(2);
            assertThat(m.verdict()).isEqualTo(FINE);
        }
        assertThat(Caught.last()).isNull();
    }

    /* Entries. */

    @Test
    void anEntryThatIsNotThereIsLost() {
        m.map(m.page(1), PAGE);
        m.machine.expect(m.page(2), PAGE);
        assertBroken(Invariant.I12, "1 of 2 entries found; this one is lost");
    }

    @Test
    void anEntryThatIsExpectedTwiceIsFoundOnce() {
        m.map(m.page(1), PAGE);
        m.machine.expect(m.page(1), PAGE);
        assertBroken(Invariant.I12, "1 of 2 entries found");
    }

    @Test
    void anEntryThatIsLostWithItsTableAfterAnUnmapTellsOfATableThatTheUnmapDidNotCover() {
        long page = prepare();
        m.machine.expect(page, PAGE);
        m.act(FIRST, ResultCodes.UNMAPPED);
        long table = m.table(page, 0);
        m.write(m.slot(page, 1, 0), Item.EMPTY);
        m.frames.free(table);
        assertBroken(Invariant.I10, "this one is lost with its table, which the unmap did not cover");
    }

    @Test
    void aLostTableIsToldBeforeWhatFollowsFromIt() {
        long page = prepare();
        m.machine.expect(page, PAGE);
        m.act(FIRST, ResultCodes.then(ResultCodes.UNMAPPED, ResultCodes.MAPPED));
        m.write(m.slot(page, 1, 0), Item.EMPTY);
        m.frames.freeZeroed(m.table(page, 0)); // nothing: the item that led to it is empty
        m.write(m.slot(m.top(), m.window() - 1), 1);
        assertBroken(Invariant.I10, "this one is lost with its table");
    }

    @Test
    void anEntryThatAnUnmapTookFromItsTableIsLost() {
        long page = prepare();
        m.machine.expect(page, PAGE);
        m.act(FIRST, ResultCodes.UNMAPPED);
        m.write(m.slot(page, 0, 0), Item.EMPTY);
        assertBroken(Invariant.I12, "0 of 1 entries found; this one is lost");
    }

    @Test
    void anEntryThatIsLostWithItsTableWithoutAnUnmapIsLost() {
        long page = prepare();
        m.machine.expect(page, PAGE);
        m.write(m.slot(page, 1, 0), Item.EMPTY);
        assertBroken(Invariant.I12, "this one is lost with its table");
    }

    @ParameterizedTest
    @ValueSource(ints = {FIRST, SECOND})
    void anEarlierEntryThatIsLostWhereAMapWasRefusedTellsOfAMapThatDidMoreThanItSaid(int actor) {
        long page = prepare();
        m.machine.expect(page, PAGE);
        m.act(actor, ResultCodes.then(REFUSED, ResultCodes.FOUND));
        m.write(m.slot(page, 0, 0), Item.EMPTY);
        assertBroken(Invariant.I8, "this one is lost, and a map was refused");
    }

    @Test
    void anEntryOfAnActorThatIsLostWhereAnotherMapWasRefusedIsJustLost() {
        m.map(m.page(1), PAGE);
        m.act(SECOND, REFUSED);
        m.write(m.slot(m.page(1), 0, 0), Item.EMPTY);
        assertBroken(Invariant.I12, "this one is lost");
    }

    @Test
    void whatWasPreparedForOneSampleWasNotForTheNext() {
        prepare();
        m.machine.expect(m.page(1), PAGE);
        assertThat(m.verdict()).isEqualTo(FINE);
        m.map(m.page(1), PAGE);
        m.act(SECOND, REFUSED);
        m.write(m.slot(m.page(1), 0, 0), Item.EMPTY);
        assertBroken(Invariant.I12, "this one is lost");
    }

    @Test
    void anEntryThatNobodyMappedIsReported() {
        m.machine.first().begin();
        m.act(FIRST, m.machine.first().map(m.page(1), PAGE));
        assertBroken(Invariant.I12, "translates what nobody mapped");
    }

    @Test
    void anEntryThatTranslatesToAnotherAddressIsReported() {
        m.map(m.page(1), PAGE);
        m.write(m.slot(m.page(1), 0, 0), Item.leaf(0x7000, PAGE, 0, RIGHT));
        assertBroken(Invariant.I12, "translates to 0x7000 instead of 0x4");
    }

    @ParameterizedTest
    @ValueSource(longs = {Item.READABLE, Item.WRITABLE, Item.FORCE_COHERENCE})
    void anEntryWithOtherAttributesIsReported(long missing) {
        m.map(m.page(1), PAGE);
        int slot = m.slot(m.page(1), 0, 0);
        m.write(slot, (m.memory.readOnce(slot) & ~missing) | Item.DIRTY);
        assertBroken(Invariant.I12, "has not the attributes that it was mapped with");
    }

    @Test
    void aLeafWithAReservedBitIsReported() {
        m.map(m.page(1), PAGE);
        int slot = m.slot(m.page(1), 0, 0);
        m.write(slot, m.memory.readOnce(slot) | 1L << 58);
        assertBroken(Invariant.I8, "is no leaf of level 0 as a map writes it");
    }

    @Test
    void aLeafThatHardwareHasMadeDirtyIsFine() {
        m.map(m.page(1), PAGE);
        int slot = m.slot(m.page(1), 0, 0);
        m.write(slot, m.memory.readOnce(slot) | Item.DIRTY);
        assertThat(m.verdict()).isEqualTo(FINE);
    }

    @Test
    void aLeafOfASizeOfAnotherLevelIsReported() {
        long large = m.machine.item(1, 2);
        m.map(large, LARGE);
        m.write(m.slot(large, 1, 0), Item.leaf(Addresses.oa(large), LARGE - 1, 0, RIGHT));
        assertBroken(Invariant.I8, "is a leaf of a size that level 1 has not");
    }

    @Test
    void aContiguousEntryOfWhichAnItemDiffersIsReported() {
        long run = m.page(4);
        m.map(run, RUN);
        m.write(m.slot(run, 0, 2), Item.leaf(Addresses.oa(run), PAGE, 0, RIGHT));
        assertBroken(Invariant.I8, "item 2 of a contiguous entry is 0x");
    }

    @Test
    void aContiguousEntryOfWhichTheFirstItemIsMissingIsReported() {
        long run = m.page(4);
        m.map(run, RUN);
        m.write(m.slot(run, 0, 0), Item.EMPTY);
        assertBroken(Invariant.I8, "is item 1 of a contiguous entry, whose first item is another");
    }

    @Test
    void aWordThatIsNoItemIsReported() {
        m.map(m.page(1), PAGE);
        m.write(m.slot(m.page(1), 1, 1), Item.table(0x1000, 3)); // of a level that the item has not
        assertBroken(Invariant.I8, "is no item of this level");
    }

    /* Tables. */

    @Test
    void aTableBeyondTheMemoryIsReported() {
        m.write(m.slot(m.top(), m.window()), Item.table(1L << 40, 1));
        assertBroken(Invariant.I12, "it lies beyond the memory");
    }

    @Test
    void aTableThatTwoItemsLeadToIsReported() {
        m.map(m.page(1), PAGE);
        int slot = m.slot(m.page(1), 1, 0);
        m.write(slot + 1, m.memory.readOnce(slot));
        assertBroken(Invariant.I9, "two items lead to it");
    }

    @Test
    void aTopThatLeadsToItselfIsReported() {
        m.machine.expectTopLevel(2);
        m.map(m.machine.item(2, 1) + m.page(0), PAGE);
        m.write(m.slot(m.top(), 0), Item.table(m.top(), 2));
        assertBroken(Invariant.I7, "two items lead to it");
    }

    @Test
    void aTableThatWasGivenBackIsReported() {
        m.map(m.page(1), PAGE);
        m.frames.freeZeroed(m.table(m.page(1), 0));
        assertBroken(Invariant.I9, "an item leads to it, and it was given back");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0x2000})
    void aTableThatNobodyHasTakenIsReported(long frame) {
        m.write(m.slot(m.top(), m.window()), Item.table(frame, 1));
        assertBroken(Invariant.I12, "an item leads to it, and nobody has ever taken this frame");
    }

    @Test
    void moreTablesThanExpectedAreALeak() {
        m.map(m.page(1), PAGE);
        m.machine.expectTables(1);
        assertBroken(Invariant.I11, "2 tables instead of 1: nobody has given back the others");
    }

    @ParameterizedTest
    @CsvSource({"4, I10, was not covered", "1, I10, was not covered", "-1, I8, a refused map took one away"})
    void fewerTablesThanExpectedAreNamedByWhatTheRaceDid(int result, Invariant invariant, String what) {
        m.act(SECOND, result < 0 ? REFUSED : result);
        m.machine.expectTables(2);
        assertBroken(invariant, "1 tables instead of 2: ");
        assertThat(Caught.last()).contains(what);
    }

    @Test
    void fewerTablesThanExpectedAreOfTheUnmapWhereAMapWasRefusedToo() {
        m.act(FIRST, ResultCodes.UNMAPPED);
        m.act(SECOND, REFUSED);
        m.machine.expectTables(2);
        assertBroken(Invariant.I10, "was not covered");
    }

    @Test
    void whatWasExpectedOfOneSampleIsNotOfTheNext() {
        m.map(m.machine.item(2, 1) + m.page(0), PAGE);
        m.machine.expectTopLevel(2);
        m.machine.expectTables(4);
        assertThat(m.verdict()).isEqualTo(FINE);
        m.rest(1);
        m.map(m.page(1), PAGE);
        assertThat(m.verdict()).isEqualTo(FINE);
        m.act(FIRST, ResultCodes.UNMAPPED);
        m.machine.expect(m.page(1), PAGE);
        assertBroken(Invariant.I10, "with its table");
    }

    @Test
    void aTableThatARefusedMapTookOutAndLostIsToldAsThat() {
        long page = prepare();
        m.act(FIRST, REFUSED);
        m.machine.expectTables(2);
        m.write(m.slot(page, 0, 0), Item.EMPTY);
        m.write(m.slot(page, 1, 0), Item.EMPTY);
        assertBroken(Invariant.I8, "a refused map took one away");
    }

    /* Tops. */

    @Test
    void aNeedlessLevelIsReported() {
        m.map(m.machine.item(2, 1) + m.page(0), PAGE);
        assertBroken(Invariant.I7, "it has level 2 instead of level 1");
    }

    @Test
    void aLevelThatIsMissingIsReported() {
        m.machine.expectTopLevel(2);
        assertBroken(Invariant.I7, "it has level 1 instead of level 2");
    }

    @Test
    void aDeviceTableEntryThatDoesNotNameTheTopIsReported() {
        use(Setup.table(1, 3).withHardware());
        m.map(m.machine.item(2, 1) + m.page(0), PAGE);
        TopWord.write(m.machine, TopOfTable.of(m.top(), 1)); // the device still has the level of the top that has grown
        assertBroken(Invariant.I6, "it is 0x");
    }

    @Test
    void whatHardwareHasNoticedIsReportedAsItIs() {
        use(Setup.table(1, 3).withPrepared(1).withHardware());
        long page = prepare();
        m.machine.prepare().read(page, ResultCodes.TRANSLATED);
        m.machine.expect(page, PAGE);
        m.write(m.slot(page, 0, 0), Item.EMPTY);
        assertBroken(Invariant.I12, "cached translation of what the table does not translate");
    }

    @Test
    void theSecondDomainIsVerifiedToo() {
        use(Setup.table(1, 3).withPrepared(2).withHardware());
        SecondDomain second = m.machine.prepare().secondDomain();
        m.act(FIRST, second.map(m.page(3), PAGE));
        assertBroken(Invariant.I12, "translates what nobody mapped");
    }

    @Test
    void theTopOfTheSecondDomainHasALevelToo() {
        use(Setup.table(1, 3).withPrepared(2).withHardware());
        m.machine.prepare().secondDomain().expectTopLevel(2);
        assertBroken(Invariant.I7, "top of the second domain: it has level 1 instead of level 2");
    }

    @Test
    void theDeviceTableEntryOfTheSecondDomainNamesItsTop() {
        use(Setup.table(1, 3).withPrepared(2).withHardware());
        SecondDomain second = m.machine.prepare().secondDomain();
        second.expectTopLevel(2);
        m.frames.prepare();
        TopWord.write(second, TopOfTable.of(TopOfTable.address(second.root().top()), 2));
        assertBroken(Invariant.I6, "device table entry of the second domain");
    }

    @Test
    void theTableOfTheSecondDomainIsVerifiedWordByWord() {
        use(Setup.table(1, 3).withPrepared(2).withHardware());
        long top = TopOfTable.address(m.machine.prepare().secondDomain().root().top());
        m.write(m.slot(top, m.window() ^ 256), Item.PRESENT | 1L << 58);
        assertBroken(Invariant.I8, "is no leaf as core writes it");
    }

    /* Frames. */

    @Test
    void aFrameThatAnActorGaveBackTwiceIsReported() {
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.frames.freeZeroed(frame);
        m.frames.freeZeroed(frame);
        assertBroken(Invariant.I3, String.format("frame 0x%x was given back twice", frame));
    }

    @Test
    void aTableOfThePreparationThatWasGivenBackTwiceIsReported() {
        long frame = m.table(prepare(), 0);
        m.write(m.slot(m.page(1), 0, 0), Item.EMPTY);
        m.write(m.slot(m.page(1), 1, 0), Item.EMPTY);
        m.machine.first().begin();
        m.frames.freeZeroed(frame);
        m.frames.freeZeroed(frame);
        assertBroken(Invariant.I11, String.format("frame 0x%x was given back twice", frame));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 40, (32L + 1) << 12})
    void whatIsNoFrameAndIsGivenBackIsReported(long pa) {
        m.frames.freeZeroed(pa);
        assertBroken(Invariant.I11, "something was given back that is no frame");
    }

    @Test
    void aFrameInUseThatNothingLeadsToIsReported() {
        m.machine.first().begin();
        long frame = m.frames.allocate();
        assertBroken(Invariant.I11, String.format("frame 0x%x is in use, and nothing leads to it", frame));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, RestCheck.THOROUGH_EVERY - 1})
    void aFrameThatIsWrittenToAfterItWasGivenBackIsReportedInEverySample(int sample) {
        m.rest(sample);
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.frames.freeZeroed(frame);
        m.write(m.slot(frame, m.window() + 3), 0x123);
        assertBroken(
                Invariant.I9,
                String.format(
                        "word %d of frame 0x%x: 0x123 was written to it while it was free", m.window() + 3, frame));
    }

    @Test
    void aFrameThatNobodyTookIsLookedAtWhereAllWordsAre() {
        m.write(m.slot(0x3000, 500), 0x123);
        assertBroken(Invariant.I9, "word 500 of frame 0x3000: 0x123 was written to it while it was free");
    }

    @Test
    void frameZeroIsLookedAtWhereAllWordsAre() {
        m.rest(RestCheck.THOROUGH_EVERY);
        m.write(m.window(), 0x123);
        assertBroken(Invariant.I9, "of frame 0x0: 0x123 was written to it while it was free");
    }

    /* What lies beside the window. */

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "1,0", "1,1", "2,0", "2,1", "255,0", "255,1", "257,0", "257,1"})
    void anItemBesideTheWindowIsReportedInEverySampleAndTable(int sample, int level) {
        for (long word : new long[] {Item.leaf(0x7000, PAGE + 9 * level, level, RIGHT), Item.table(0x5000, 1)}) {
            for (int beside : new int[] {-1, 8}) {
                use(Setup.table(1, 3).withPrepared(3));
                m.rest(sample);
                m.map(m.page(0), PAGE);
                m.write(m.slot(m.table(m.page(0), level), m.window() + beside), word);
                assertBroken(
                        Invariant.I12, String.format("item %d of the table of level %d", m.window() + beside, level));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8})
    void aBorderOfATableThatWasGivenBackIsLookedAtInEverySample(int beside) {
        m.rest(1);
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.write(m.slot(frame, m.window() + beside), 0x123);
        m.frames.freeZeroed(frame);
        assertBroken(Invariant.I9, "0x123 was written to it while it was free");
    }

    @Test
    void aWordFarFromTheWindowIsReportedWhereAllWordsAre() {
        m.rest(RestCheck.THOROUGH_EVERY);
        m.map(m.page(0), PAGE);
        m.write(m.slot(m.page(0), 0, 0) ^ 256, Item.leaf(0x7000, PAGE, 0, RIGHT));
        assertBroken(Invariant.I12, "is beyond the window, where no actor maps");
    }

    @Test
    void whatOnlyTheVerifierOfCoreKnowsIsReported() {
        m.map(m.page(0), PAGE);
        m.write(m.slot(m.page(0), 0, 0) ^ 256, Item.PRESENT | 1L << 58);
        assertBroken(Invariant.I8, "is no leaf as core writes it");
    }

    /* Poison. */

    private void usePoison() {
        use(Setup.table(1, 3).withPrepared(3).withSharedFrames().withPoisonedFrames());
    }

    @Test
    void aMachineWithPoisonedFramesIsFineSampleAfterSample() {
        usePoison();
        for (int i = 0; i < 2 * RestCheck.THOROUGH_EVERY; i++) {
            long span = m.machine.item(1, 0);
            m.machine.prepare().map(span, LARGE - 1);
            m.machine.prepare().map(span + (1L << (LARGE - 1)), LARGE - 1);
            m.machine.first().begin();
            m.act(FIRST, m.machine.first().unmap(span, LARGE));
            m.map(m.machine.item(1, 1) + m.machine.item(0, 1), PAGE);
            m.machine.expectTables(2);
            assertThat(m.verdict()).isEqualTo(FINE);
        }
    }

    @Test
    void theFirstTopIsZeroedAgainAfterALeafHasTakenItsPlace() {
        usePoison();
        for (int i = 0; i < 2; i++) {
            m.map(0, 30);
            m.machine.expectTopLevel(2);
            m.machine.expectTables(1);
            assertThat(m.verdict()).isEqualTo(FINE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTableThatIsGivenBackAsZeroedAndIsNotIsReported(int sample) {
        usePoison();
        m.rest(sample);
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.write(m.slot(frame, m.window()), 0x123);
        m.frames.freeZeroed(frame);
        assertBroken(Invariant.I2, String.format("frame 0x%x was given back as zeroed, and was not", frame));
    }

    @Test
    void allWordsOfATableThatIsGivenBackAsZeroedAreLookedAtInOneSampleOfMany() {
        usePoison();
        m.rest(RestCheck.THOROUGH_EVERY);
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.write(m.slot(frame, m.window() ^ 256), 0x123);
        m.frames.freeZeroed(frame);
        m.write(m.slot(frame, m.window() ^ 256), 0);
        assertBroken(Invariant.I2, "was given back as zeroed, and was not");
    }

    @Test
    void aTableThatIsGivenBackToBeZeroedMayHoldAnything() {
        usePoison();
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.write(m.slot(frame, m.window() ^ 256), 0x123);
        m.frames.free(frame);
        assertThat(m.verdict()).isEqualTo(FINE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTableThatHoldsPoisonWasNotZeroed(int level) {
        usePoison();
        m.map(m.page(0), PAGE);
        m.write(m.slot(m.table(m.page(0), level), m.window() + 2), FramePool.POISON);
        assertBroken(Invariant.I2, "the frame was not zeroed: it holds poison");
    }

    @Test
    void aFreeFrameThatIsWrittenToIsReportedThoughItIsHandedOutAgain() {
        usePoison();
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.frames.freeZeroed(frame);
        m.write(m.slot(frame, m.window()), 0);
        assertThat(m.frames.allocate()).isEqualTo(frame);
        m.frames.freeZeroed(frame);
        assertBroken(Invariant.I9, String.format("frame 0x%x was written to while it was free", frame));
    }

    @Test
    void aFreeFrameWithoutPoisonWasWrittenTo() {
        usePoison();
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.frames.freeZeroed(frame);
        m.write(m.slot(frame, m.window() + 8), 0);
        assertBroken(Invariant.I9, "0x0 was written to it while it was free");
    }

    /* What callers who break the contract may do. */

    @Test
    void damageThatIsPermittedIsToldInWords() {
        m.machine.prepare().permit(Damage.LEAKED | Damage.FREED_TWICE | Damage.WRITTEN_AFTER_FREE);
        m.machine.first().begin();
        m.frames.allocate();
        long frame = m.frames.allocate();
        m.frames.freeZeroed(frame);
        m.frames.freeZeroed(frame);
        m.write(m.slot(frame, 100), 0x123);
        m.write(m.slot(frame, m.window()), 0x123);
        assertThat(m.verdict()).isEqualTo("table leaked and freed twice and written after free");
        assertThat(m.verdict()).isEqualTo(FINE);
        m.rest(RestCheck.THOROUGH_EVERY);
    }

    @Test
    void aFrameThatMayBeWrittenToIsPoisonedAgain() {
        usePoison();
        m.machine.prepare().permit(Damage.WRITTEN_AFTER_FREE);
        m.machine.first().begin();
        long frame = m.frames.allocate();
        m.frames.freeZeroed(frame);
        m.write(m.slot(frame, m.window()), 0x123);
        assertThat(m.verdict()).isEqualTo("written after free");
        m.machine.first().begin();
        m.frames.freeZeroed(m.frames.allocate());
        assertThat(m.verdict()).isEqualTo(FINE);
    }

    @Test
    void aBrokenRunThatIsPermittedIsToldInWords() {
        m.machine.prepare().permit(Damage.RUN_BROKEN);
        m.map(m.page(4), RUN);
        m.write(m.slot(m.page(4), 0, 3), Item.EMPTY);
        assertThat(m.verdict()).isEqualTo("run broken");
        assertThat(m.verdict()).isEqualTo(FINE);
    }

    @Test
    void whatIsNotPermittedIsForbiddenAsEver() {
        m.machine.prepare().permit(Damage.LEAKED);
        m.map(m.page(4), RUN);
        m.write(m.slot(m.page(4), 0, 3), Item.EMPTY);
        assertBroken(Invariant.I8, "item 3 of a contiguous entry is 0x0");
    }

    @Test
    void aFrameHasAsManyWordsAsTheTestsTakeForGranted() {
        assertThat(PhysicalMemory.FRAME_WORDS).isEqualTo(512);
    }
}
