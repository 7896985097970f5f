package dev.racewalk.stress.machine;

import static dev.racewalk.core.memory.FrameAllocator.NONE;
import static dev.racewalk.stress.machine.SpoiledMachine.FIRST;
import static dev.racewalk.stress.machine.SpoiledMachine.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.machine.judge.FrameAccount;
import dev.racewalk.stress.machine.judge.RestCheck;
import dev.racewalk.stress.machine.judge.UsedWords;
import org.junit.jupiter.api.Test;

/** The account that the verdicts of {@link RestCheck} rest on. */
class MachineFramesTest {
    /** One top, two prepared frames, two for each actor. */
    private static final Setup SETUP = Setup.table(1, 2).withPrepared(2);

    private PhysicalMemory memory = new PhysicalMemory(SETUP.frames());
    private MachineFrames frames = frames(SETUP);

    private MachineFrames frames(Setup setup) {
        memory = new PhysicalMemory(setup.frames());
        MachineFrames made = new MachineFrames(memory, setup);
        made.prepare();
        made.reset();
        return made;
    }

    private FrameAccount account() {
        FrameAccount account = new FrameAccount();
        frames.tell(account);
        return account;
    }

    private void act(int actor) {
        frames.act(actor * MachineFrames.LANE);
    }

    private static int bit(long pa) {
        return 1 << (pa >>> PhysicalMemory.FRAME_LG2);
    }

    @Test
    void theFirstTopIsInUseFromTheBeginning() {
        assertThat(account().inUse()).isEqualTo(2);
        assertThat(account().touched()).isEqualTo(2);
        assertThat(account().isPartOfMachine(2)).isTrue();
        assertThat(account().isPartOfMachine(4)).isFalse();
    }

    @Test
    void eachActorTakesFromItsOwnStoreUntilThatIsEmpty() {
        frames = frames(SETUP.withRefusals());
        act(FIRST);
        long one = frames.allocate();
        long two = frames.allocate();
        assertThat(frames.allocate()).isEqualTo(NONE);
        act(SECOND);
        assertThat(frames.allocate()).isNotIn(NONE, one, two);
        assertThat(account().takenByActors()).isEqualTo(bit(one) | bit(two) | bit(0x6000));
        assertThat(account().inUse()).isEqualTo(account().takenByActors() | 2);
    }

    @Test
    void aFrameGoesToTheStoreOfTheActorThatGivesItBack() {
        act(FIRST);
        long frame = frames.allocate();
        act(SECOND);
        frames.free(frame);
        assertThat(frames.allocate()).isEqualTo(frame);
        assertThat(frames.gaveBack(FIRST)).isFalse();
    }

    @Test
    void whatEverybodySharesIsTakenByAnybody() {
        frames = frames(SETUP.withSharedFrames());
        act(FIRST);
        long frame = frames.allocate();
        assertThat(frame).isEqualTo(0x2000);
        frames.free(frame);
        assertThat(frames.gaveBack(FIRST)).isTrue();
        act(SECOND);
        assertThat(frames.allocate()).isEqualTo(frame);
        assertThat(account().takenByActors()).isEqualTo(bit(frame));
    }

    @Test
    void whatThePreparationTookIsTouchedAndTakenByNoActor() {
        frames.prepare();
        long frame = frames.allocate();
        assertThat(account().touched()).isEqualTo(2 | bit(frame));
        assertThat(account().takenByActors()).isZero();
        frames.free(frame);
        assertThat(account().touched()).isEqualTo(2 | bit(frame));
        assertThat(account().inUse()).isEqualTo(2);
    }

    @Test
    void theFirstActorIsRefusedWhatTheSetupKeepsFromIt() {
        frames = frames(SETUP.failingFirstAfter(1));
        act(FIRST);
        assertThat(frames.allocate()).isNotEqualTo(NONE);
        assertThat(frames.allocate()).isEqualTo(NONE);
        act(SECOND);
        assertThat(frames.allocate()).isNotEqualTo(NONE);
        assertThat(frames.allocate()).isNotEqualTo(NONE);
    }

    @Test
    void anActorThatDoesNotGiveUpIsStopped() {
        frames = frames(SETUP.failingFirstAfter(0));
        act(FIRST);
        assertThatThrownBy(() -> {
                    while (frames.allocate() == NONE) {
                        Thread.onSpinWait();
                    }
                })
                .isInstanceOf(LivelockException.class);
    }

    @Test
    void anActorThatGaveBackWhatItTookHasLost() {
        act(FIRST);
        frames.freeZeroed(frames.allocate());
        act(SECOND);
        frames.allocate();
        assertThat(frames.gaveBack(FIRST)).isTrue();
        assertThat(frames.gaveBack(SECOND)).isFalse();
        act(FIRST);
        frames.allocate(); // again
        assertThat(frames.gaveBack(FIRST)).isTrue();
    }

    @Test
    void whatIsGivenBackTwiceIsNoted() {
        act(FIRST);
        long frame = frames.allocate();
        frames.freeZeroed(frame);
        frames.free(frame);
        assertThat(account().freedTwice()).isEqualTo(bit(frame));
    }

    @Test
    void whatTwoActorsGiveBackIsNotedThoughEachSawItInUse() {
        act(FIRST);
        long frame = frames.allocate();
        frames.freeZeroed(frame);
        frames.lanes()[SECOND * MachineFrames.LANE] |= bit(frame); // as if it had looked before
        assertThat(account().freedTwice()).isEqualTo(bit(frame));
        frames.reset();
        frames.lanes()[MachineFrames.COMMON] |= bit(0x4000);
        assertThat(account().freedTwice()).isEqualTo(bit(0x4000));
    }

    @Test
    void whatIsNoFrameIsNotedAsSuch() {
        frames.freeZeroed(NONE);
        frames.freeZeroed((long) memory.frames() << PhysicalMemory.FRAME_LG2);
        frames.freeZeroed(-1L << PhysicalMemory.FRAME_LG2);
        assertThat(account().freedTwice()).isEqualTo(1);
        assertThat(account().inUse()).isEqualTo(2);
    }

    @Test
    void aResetForgetsAllOfThat() {
        act(FIRST);
        long frame = frames.allocate();
        frames.freeZeroed(frame);
        frames.freeZeroed(frame);
        frames.allocate();
        frames.reset();
        assertThat(account()).usingRecursiveComparison().isEqualTo(accountOfNew());
        assertThat(frames.gaveBack(FIRST)).isFalse();
    }

    private static FrameAccount accountOfNew() {
        MachineFramesTest other = new MachineFramesTest();
        return other.account();
    }

    @Test
    void whatIsKeptInUseIsPartOfTheMachine() {
        frames.prepare();
        long frame = frames.allocate();
        frames.keepInUse();
        frames.reset();
        assertThat(account().isPartOfMachine(bit(frame))).isTrue();
        assertThat(account().inUse()).isEqualTo(2 | bit(frame));
        assertThat(frames.allocate()).isNotEqualTo(frame);
    }

    @Test
    void aFrameIsInUseFromHandOutToReturn() {
        act(FIRST);
        long frame = frames.allocate();
        assertThat(frames.isInUse(frame)).isTrue();
        frames.freeZeroed(frame);
        assertThat(frames.isInUse(frame)).isFalse();
        assertThat(frames.isInUse(NONE)).isFalse();
    }

    @Test
    void aFrameHasAnotherGenerationAfterEachHandOutAndReturn() {
        frames = frames(SETUP.withHardware());
        int before = frames.generation(0x2000);
        frames.freeZeroed(frames.allocate());
        assertThat(frames.generation(0x2000)).isEqualTo(before + 2);
        assertThat(frames.generation(0x3000)).isZero();
    }

    @Test
    void aFrameThatIsGivenBackIsZeroed() {
        frames.prepare();
        long frame = frames.allocate();
        memory.writeOnce(memory.word(frame) + 511, 1);
        frames.free(frame);
        assertThat(memory.readOnce(memory.word(frame) + 511)).isZero();
    }

    @Test
    void aFreeFrameIsPoisonedWhereARaceUsesItAndZeroedWhenItIsHandedOut() {
        frames = frames(SETUP.withPoisonedFrames());
        frames.poison(new UsedWords(memory, 16, 8));
        assertThat(account().poisons()).isTrue();
        assertPoisoned(0x2000, true);
        assertPoisoned(0x1000, false); // the first top
        act(FIRST);
        long frame = frames.allocate();
        assertPoisoned(frame, false);
        frames.freeZeroed(frame);
        assertPoisoned(frame, true);
        assertThat(account().unzeroed()).isZero();
        assertThat(account().spoiled()).isZero();
    }

    private void assertPoisoned(long frame, boolean isPoisoned) {
        for (int i = 0; i < PhysicalMemory.FRAME_WORDS; i++) {
            boolean isUsed = i == 0 || (i >= 15 && i <= 24);
            assertThat(memory.readOnce(memory.word(frame) + i)).isEqualTo(isPoisoned && isUsed ? FramePool.POISON : 0);
        }
    }

    @Test
    void framesArePoisonedOnlyWhereTheSetupSaysSo() {
        frames.poison(new UsedWords(memory, 16, 8));
        assertThat(account().poisons()).isFalse();
        assertPoisoned(0x2000, false);
    }

    @Test
    void aFrameThatIsSaidToBeZeroedIsLookedAt() {
        frames = frames(SETUP.withPoisonedFrames());
        frames.poison(new UsedWords(memory, 16, 8));
        long frame = frames.allocate();
        memory.writeOnce(memory.word(frame) + 300, 1); // beyond what is looked at in every sample
        frames.freeZeroed(frame);
        assertThat(account().unzeroed()).isZero();
        frames.checkThoroughly(true);
        frames.freeZeroed(frames.allocate());
        assertThat(account().unzeroed()).isEqualTo(bit(frame));
        frames.reset();
        assertThat(account().unzeroed()).isZero();
    }

    @Test
    void aFrameWithoutItsPoisonWasWrittenTo() {
        frames = frames(SETUP.withPoisonedFrames());
        frames.poison(new UsedWords(memory, 16, 8));
        memory.writeOnce(memory.word(0x2000) + 24, 0);
        assertThat(frames.allocate()).isEqualTo(0x2000);
        assertThat(account().spoiled()).isEqualTo(bit(0x2000));
        frames.reset();
        assertThat(account().spoiled()).isZero();
    }
}
