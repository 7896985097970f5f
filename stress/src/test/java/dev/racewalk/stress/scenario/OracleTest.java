package dev.racewalk.stress.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.scenario.oracle.Answers;
import dev.racewalk.stress.scenario.oracle.AtRest;
import dev.racewalk.stress.scenario.oracle.Oracle;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What may come of a scenario, on small ones of which it can be said by hand. */
class OracleTest {
    private static Answers answers(String text) {
        return Oracle.of(ScriptReader.read(("scenario x;" + text).replace(";", "\n")));
    }

    private static Set<String> allowed(String text) {
        Script script = ScriptReader.read(("scenario x;" + text).replace(";", "\n"));
        List<ScriptOp> ops = new ArrayList<>();
        script.actors().forEach(ops::addAll);
        Set<String> words = new TreeSet<>();
        for (List<Long> results : Oracle.of(script).allowed().keySet()) {
            List<String> each = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                each.add(OpResult.inWords(ops.get(i), results.get(i)));
            }
            words.add(String.join(", ", each));
        }
        return words;
    }

    @Test
    void disjointMapsBothSucceedAndShareTheirTable() {
        Answers answers = answers("table start=1;actor; map 1:0+0:1 4K;actor; map 1:0+0:2 4K;");

        assertThat(answers.allowed()).hasSize(1);
        List<AtRest> ways = answers.allowed().values().iterator().next();
        assertThat(ways).hasSize(1);
        assertThat(ways.get(0).tables()).isEqualTo(2);
        assertThat(ways.get(0).leaves()).hasSize(2);
        assertThat(ways.get(0).topLevel()).isEqualTo(1);
    }

    @Test
    void underTheLockEitherMapOfAPageIsFirst() {
        assertThat(allowed("table start=1 lock=ranges;actor; map 1:0+0:1 4K;actor; map 1:0+0:1 4K;"))
                .containsExactly("EADDRINUSE, mapped", "mapped, EADDRINUSE");
    }

    @Test
    void whoTriesGivesUpOnlyBesideOneInItsWay() {
        assertThat(allowed("table start=1 lock=ranges;actor; map 1:0+0:1 4K;actor; try map 1:0+0:1 4K;"))
                .containsExactly("EADDRINUSE, mapped", "mapped, EADDRINUSE", "mapped, gave up");
        assertThat(allowed("table start=1 lock=ranges;actor; map 1:0+0:1 4K;actor; try map 1:0+0:2 4K;"))
                .containsExactly("mapped, mapped");
    }

    @Test
    void aRequestThatWaitsIsInTheWayToo() {
        assertThat(allowed(
                        "table start=1 lock=ranges;actor; map 1:0+0:0 4K x2;actor; look 1:0+0:1;actor; look 1:0+0:2;"))
                .noneMatch(results -> results.contains("gave up"));
        assertThat(allowed("table start=1 lock=ranges;actor; map 1:0+0:0 4K x2;actor; map 1:0+0:1 4K x2;"
                        + "actor; try look 1:0+0:2;"))
                .contains("mapped, EADDRINUSE, gave up");
    }

    @Test
    void anInterruptionIsNoticedByWhoMayBeInterrupted() {
        assertThat(allowed("table start=1 lock=ranges;actor; interruptible map 1:0+0:1 4K;actor; interrupt 1;"))
                .containsExactly("gave up, interrupt", "mapped, interrupt");
        assertThat(allowed("table start=1 lock=ranges;actor; map 1:0+0:1 4K;actor; interrupt 1;"))
                .containsExactly("mapped, interrupt");
    }

    @Test
    void anInterruptionIsNoticedByWhoWasGivenItsRangeWhileItWaited() {
        assertThat(allowed("table start=1 lock=ranges;actor; map 1:0+0:1 4K; try look 1:0+0:1; interrupt 2;"
                        + "actor; interruptible map 1:0+0:1 4K;"))
                .contains("mapped, gave up, interrupt, gave up");
    }

    @Test
    void whoTriesMayMeetOneThatHasGivenUpAlready() {
        assertThat(allowed("table start=1 lock=ranges;actor; try look 1:0+0:1; try look 1:0+0:2;"
                        + "actor; try map 1:0+0:0 16K;"))
                .contains("absent, gave up, gave up");
    }

    @Test
    void noTableLiesWhereAnEntryIs() {
        assertThatThrownBy(() ->
                        allowed("table start=1;before; map 1:8 2M; empty 1:8 4K;actor; look 1:8;actor; look 1:8;"))
                .hasMessageContaining("'empty' must not lie in an entry: one was mapped there before");
    }

    @Test
    void aSyncOfAQueuedGatherFlushesEverything() {
        String text = "table start=1 gather=queued;device A;before; map 1:0 4K; map 1:1 4K; read A 1:0; read A 1:1;"
                + "actor; unmap 1:0 4K; unmap 1:1 4K; sync; read A 1:1;actor; look 1:2;";

        assertThat(allowed(text)).containsExactly("1 page unmapped, 1 page unmapped, sync, not present, absent");
    }

    @Test
    void aCutLeavesWhatIsTranslatedAndCarriesD() {
        Answers answers =
                answers("table start=1;device A;before; map 1:0 2M; write A 1:0;actor; cut 1:0+1M;actor; read A 1:0;");

        assertThat(answers.allowed()).hasSize(1);
        AtRest rest = answers.allowed().values().iterator().next().get(0);
        assertThat(rest.leaves().stream().map(leaf -> leaf.lg2())).containsExactly(20, 20);
        assertThat(rest.tables()).isEqualTo(2);
        assertThat(rest.dirty()).isEqualTo(1);
        assertThat(allowed("table start=1;before; map 1:0 2M;actor; cut 1:0;actor; cut 1:1;"))
                .containsExactly("not cut, not cut");
    }

    @Test
    void aDeviceMayFindNothingInATableThatIsBeingTakenAway() {
        String text =
                "table start=1;device A;before; empty 1:0 4K;actor; reclaim;actor; map 1:0+0:1 4K; read A 1:0+0:1;";

        assertThat(allowed(text)).containsExactly("reclaim, mapped, not present", "reclaim, mapped, translated");
        assertThat(allowed(text.replace("reclaim;actor", "look 1:1;actor")))
                .containsExactly("absent, mapped, translated");
    }

    @Test
    void tablesAreGivenBackOneAfterTheOther() {
        assertThat(allowed("table start=1;frames prepared=2 pool=1;before; empty 1:8 4K; empty 1:11 4K;"
                        + "actor; map 1:8 8M;actor; map 1:0+0:447 4K x2;"))
                .contains("mapped, 1 page mapped then ENOMEM", "mapped, mapped");
    }

    @Test
    void theTopGrowsAsFarAsTheHighestNeeds() {
        Answers answers = answers("table start=1;actor; map 2:0 2M;actor; map 3:0+2:0 2M;");

        assertThat(answers.allowed()).hasSize(1);
        AtRest rest = answers.allowed().values().iterator().next().get(0);
        assertThat(rest.topLevel()).isEqualTo(3);
        assertThat(rest.tables()).isEqualTo(6); // three tops, one of level 1 below each of two items, one of level 2
    }

    @Test
    void whoFindsNoFrameIsRefusedUnlessTheOtherHasBroughtTheTable() {
        String few = "table start=1;frames each=1 first=0;";

        assertThat(allowed(few + "actor; map 1:0+0:1 4K;actor; map 1:0+0:2 4K;"))
                .containsExactly("ENOMEM, mapped", "mapped, mapped");
        assertThat(allowed(few + "actor; map 1:0+0:1 4K;actor; map 1:1+0:2 4K;"))
                .containsExactly("ENOMEM, mapped");
    }

    @Test
    void aGrowthThatLosesMayFindNoFrameForTheTopThatIsThereByThen() {
        String text = "table start=1;frames prepared=2 shared=yes;actor; map 0 1G;actor; map 2:0+1:0 4K;";

        assertThat(allowed(text)).contains("ENOMEM, ENOMEM", "mapped, ENOMEM", "ENOMEM, ENOMEM");
    }

    @Test
    void aDeviceSeesWhatWasThereSinceTheLastSync() {
        String before = "table start=1;device A;before; map 1:0+0:1 4K;";

        assertThat(allowed(before + "actor; unmap 1:0+0:1 4K; read A 1:0+0:1; sync; read A 1:0+0:1;actor;"))
                .containsExactly(
                        "1 page unmapped, not present, sync, not present",
                        "1 page unmapped, translated, sync, not present");
    }

    @Test
    void aDeviceKeepsNoAbsence() {
        assertThat(allowed("table start=1;device A;before; read A 2:0;actor; map 2:0 2M; read A 2:0;actor;"))
                .containsExactly("mapped, translated");
        assertThat(allowed("table start=1;device A;actor; map 2:0 2M;actor; read A 2:0;"))
                .containsExactly("mapped, beyond root", "mapped, not present", "mapped, translated");
    }

    @Test
    void aDIsReportedOrLeft() {
        Answers answers = answers("table start=1;device A;before; map 1:0+0:1 4K;actor;"
                + " clean 1:0+0:1 4K; sync;actor; write A 1:0+0:1;");

        assertThat(answers.allowed()).hasSize(2);
        answers.allowed().forEach((results, ways) -> {
            boolean isReported = results.get(0) == OpResult.dirty(1 << 12);
            assertThat(ways).extracting(AtRest::dirty).containsExactly(isReported ? 0 : 1);
        });
    }

    @Test
    void aWriteByATranslationThatIsGoneIsAllowedOnlyIfItWasKeptWithD() {
        String unmaps = "actor; unmap 1:0+0:1 4K; write A 1:0+0:1; sync;actor;";
        String before = "table start=1;device A;before; map 1:0+0:1 4K;";

        assertThat(allowed(before + " read A 1:0+0:1;" + unmaps)).containsExactly("1 page unmapped, not present, sync");
        assertThat(allowed(before + " write A 1:0+0:1;" + unmaps))
                .containsExactly("1 page unmapped, not present, sync", "1 page unmapped, written, sync");
    }

    @Test
    void anUnmapTakesWholeEntriesAndStopsAtAHole() {
        String before = "table start=1;before; map 1:0+0:0 32K; map 1:0+0:9 4K;";

        assertThat(allowed(before + "actor; unmap 1:0+0:0 4K; sync;actor;")).containsExactly("8 pages unmapped, sync");
        assertThat(allowed(before + "actor; unmap 1:0+0:1 4K; sync;actor;")).containsExactly("nothing unmapped, sync");
        assertThat(allowed(before + "actor; unmap 1:0+0:0 40K; sync;actor;")).containsExactly("8 pages unmapped, sync");
    }

    @Test
    void anOvermapReplacesEmptyTablesAndNoOther() {
        String empty = "table start=1;before; empty 1:0 4K;actor; map 1:0 2M;actor;";
        String used = "table start=1;before; map 1:0+0:3 4K;actor; map 1:0 2M;actor;";

        assertThat(answers(empty).allowed().values().iterator().next().get(0).tables())
                .isEqualTo(1);
        assertThat(allowed(used)).containsExactly("EADDRINUSE");
        assertThat(answers(used).allowed().values().iterator().next().get(0).tables())
                .isEqualTo(2);
    }

    @Test
    void aTableThatIsWhollyUnmappedIsFreedForOthersAfterTheSync() {
        String text = "table start=1;frames prepared=1 shared=yes;before; map 1:0 1M; map 1:0+0:192 1M;actor;"
                + " unmap 1:0 2M; sync;actor; map 1:1+0:1 4K;";

        assertThat(allowed(text))
                .containsExactly("512 pages unmapped, sync, ENOMEM", "512 pages unmapped, sync, mapped");
    }

    @Test
    void whatIsDoneBeforeHasToHaveOneEnd() {
        assertThatThrownBy(() -> answers("table start=1;before; empty 2:0 4K;actor;actor;"))
                .isInstanceOf(ScriptException.class)
                .hasMessage("line 4: 'empty' must lie below the top: map something above it before");
    }
}
