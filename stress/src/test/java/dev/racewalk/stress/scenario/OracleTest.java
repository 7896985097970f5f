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
        return Oracle.of(ScriptReader.read("scenario x\n" + text));
    }

    private static Set<String> allowed(String text) {
        Script script = ScriptReader.read("scenario x\n" + text);
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
        Answers answers = answers("table start=1\nactor\n map 1:0+0:1 4K\nactor\n map 1:0+0:2 4K\n");

        assertThat(answers.allowed()).hasSize(1);
        List<AtRest> ways = answers.allowed().values().iterator().next();
        assertThat(ways).hasSize(1);
        assertThat(ways.get(0).tables()).isEqualTo(2);
        assertThat(ways.get(0).leaves()).hasSize(2);
        assertThat(ways.get(0).topLevel()).isEqualTo(1);
    }

    @Test
    void underTheLockEitherMapOfAPageIsFirst() {
        assertThat(allowed("table start=1 lock=ranges\nactor\n map 1:0+0:1 4K\nactor\n map 1:0+0:1 4K\n"))
                .containsExactly("EADDRINUSE, mapped", "mapped, EADDRINUSE");
    }

    @Test
    void theTopGrowsAsFarAsTheHighestNeeds() {
        Answers answers = answers("table start=1\nactor\n map 2:0 2M\nactor\n map 3:0+2:0 2M\n");

        assertThat(answers.allowed()).hasSize(1);
        AtRest rest = answers.allowed().values().iterator().next().get(0);
        assertThat(rest.topLevel()).isEqualTo(3);
        assertThat(rest.tables()).isEqualTo(6); // three tops, one of level 1 below each of two items, one of level 2
    }

    @Test
    void whoFindsNoFrameIsRefusedUnlessTheOtherHasBroughtTheTable() {
        String few = "table start=1\nframes each=1 first=0\n";

        assertThat(allowed(few + "actor\n map 1:0+0:1 4K\nactor\n map 1:0+0:2 4K\n"))
                .containsExactly("ENOMEM, mapped", "mapped, mapped");
        assertThat(allowed(few + "actor\n map 1:0+0:1 4K\nactor\n map 1:1+0:2 4K\n"))
                .containsExactly("ENOMEM, mapped");
    }

    @Test
    void aGrowthThatLosesMayFindNoFrameForTheTopThatIsThereByThen() {
        String text = "table start=1\nframes prepared=2 shared=yes\nactor\n map 0 1G\nactor\n map 2:0+1:0 4K\n";

        assertThat(allowed(text)).contains("ENOMEM, ENOMEM", "mapped, ENOMEM", "ENOMEM, ENOMEM");
    }

    @Test
    void aDeviceSeesWhatWasThereSinceTheLastSync() {
        String before = "table start=1\ndevice A\nbefore\n map 1:0+0:1 4K\n";

        assertThat(allowed(before + "actor\n unmap 1:0+0:1 4K\n read A 1:0+0:1\n sync\n read A 1:0+0:1\nactor\n"))
                .containsExactly(
                        "1 page unmapped, not present, sync, not present",
                        "1 page unmapped, translated, sync, not present");
    }

    @Test
    void aDeviceKeepsNoAbsence() {
        assertThat(allowed("table start=1\ndevice A\nbefore\n read A 2:0\nactor\n map 2:0 2M\n read A 2:0\nactor\n"))
                .containsExactly("mapped, translated");
        assertThat(allowed("table start=1\ndevice A\nactor\n map 2:0 2M\nactor\n read A 2:0\n"))
                .containsExactly("mapped, beyond root", "mapped, not present", "mapped, translated");
    }

    @Test
    void aDIsReportedOrLeft() {
        Answers answers = answers("table start=1\ndevice A\nbefore\n map 1:0+0:1 4K\nactor\n"
                + " clean 1:0+0:1 4K\n sync\nactor\n write A 1:0+0:1\n");

        assertThat(answers.allowed()).hasSize(2);
        answers.allowed().forEach((results, ways) -> {
            boolean isReported = results.get(0) == OpResult.dirty(1 << 12);
            assertThat(ways).extracting(AtRest::dirty).containsExactly(isReported ? 0 : 1);
        });
    }

    @Test
    void aWriteByATranslationThatIsGoneIsAllowedOnlyIfItWasKeptWithD() {
        String unmaps = "actor\n unmap 1:0+0:1 4K\n write A 1:0+0:1\n sync\nactor\n";
        String before = "table start=1\ndevice A\nbefore\n map 1:0+0:1 4K\n";

        assertThat(allowed(before + " read A 1:0+0:1\n" + unmaps))
                .containsExactly("1 page unmapped, not present, sync");
        assertThat(allowed(before + " write A 1:0+0:1\n" + unmaps))
                .containsExactly("1 page unmapped, not present, sync", "1 page unmapped, written, sync");
    }

    @Test
    void anUnmapTakesWholeEntriesAndStopsAtAHole() {
        String before = "table start=1\nbefore\n map 1:0+0:0 32K\n map 1:0+0:9 4K\n";

        assertThat(allowed(before + "actor\n unmap 1:0+0:0 4K\n sync\nactor\n"))
                .containsExactly("8 pages unmapped, sync");
        assertThat(allowed(before + "actor\n unmap 1:0+0:1 4K\n sync\nactor\n"))
                .containsExactly("nothing unmapped, sync");
        assertThat(allowed(before + "actor\n unmap 1:0+0:0 40K\n sync\nactor\n"))
                .containsExactly("8 pages unmapped, sync");
    }

    @Test
    void anOvermapReplacesEmptyTablesAndNoOther() {
        String empty = "table start=1\nbefore\n empty 1:0 4K\nactor\n map 1:0 2M\nactor\n";
        String used = "table start=1\nbefore\n map 1:0+0:3 4K\nactor\n map 1:0 2M\nactor\n";

        assertThat(answers(empty).allowed().values().iterator().next().get(0).tables())
                .isEqualTo(1);
        assertThat(allowed(used)).containsExactly("EADDRINUSE");
        assertThat(answers(used).allowed().values().iterator().next().get(0).tables())
                .isEqualTo(2);
    }

    @Test
    void aTableThatIsWhollyUnmappedIsFreedForOthersAfterTheSync() {
        String text = "table start=1\nframes prepared=1 shared=yes\nbefore\n map 1:0 1M\n map 1:0+0:192 1M\nactor\n"
                + " unmap 1:0 2M\n sync\nactor\n map 1:1+0:1 4K\n";

        assertThat(allowed(text))
                .containsExactly("512 pages unmapped, sync, ENOMEM", "512 pages unmapped, sync, mapped");
    }

    @Test
    void whatIsDoneBeforeHasToHaveOneEnd() {
        assertThatThrownBy(() -> answers("table start=1\nbefore\n empty 2:0 4K\nactor\nactor\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessage("line 4: 'empty' must lie below the top: map something above it before");
    }
}
