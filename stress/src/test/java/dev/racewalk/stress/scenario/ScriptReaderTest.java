package dev.racewalk.stress.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Request;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of scenarios: what is written is read back, and what is wrong is named with its line. */
class ScriptReaderTest {
    private static final String FULL = """
            scenario all-of-it
            table start=1 va=48 gather=no-gaps
            frames each=3 prepared=6 shared=yes first=2
            device A
            device B detached drops=4
            queue 2
            before
              empty 1:3 4K
              map 1:0+0:1 4K
              map 1:4+0:=0 2M
              read A 1:0+0:1
            actor
              map 2:0+1:0+0:2 4K x3 to 1:7+0:2
              maprange 1:1+0:8 24K
              look 1:0+0:1
              attach B
              write B 1:0+0:1
              detach B
            actor
              unmap 1:4 2M
              sync
              dirty 1:0+0:1
              clean 1:0+0:1 4K
              sync
              clock
            """;

    private static final String LOCKED = """
            scenario impatient
            table start=1 lock=ranges
            frames each=0 prepared=4 pool=2
            actor
              try map 1:0+0:1 4K x2
              interruptible unmap 1:0+0:1 4K
              sync
            actor
              interrupt 1
              map 1:0+0:2 4K
            """;

    private static final String HEAD = "scenario x\ntable start=1\ndevice A\n";

    @Test
    void whatIsWrittenIsReadBack() {
        Script script = ScriptReader.read(FULL);

        assertThat(script.toString()).isEqualTo(FULL.replace("1:4+0:=0 2M", "1:4 2M"));
        assertThat(ScriptReader.read(script.toString()).toString()).isEqualTo(script.toString());
    }

    @Test
    void howRangesAreAskedForIsReadBack() {
        Script script = ScriptReader.read(LOCKED);

        assertThat(script.toString()).isEqualTo(LOCKED);
        assertThat(script.actors().get(0).stream().map(ScriptOp::request))
                .containsExactly(Request.TRIES, Request.INTERRUPTIBLE, Request.WAITS);
    }

    @Test
    void addressesCountFromTheWindow() {
        ScriptOp map = ScriptReader.read(FULL).actors().get(0).get(0);

        assertThat(map.kind()).isEqualTo(OpKind.MAP);
        assertThat(map.iova()).isEqualTo((64L << 30) + (64L << 21) + (66L << 12));
        assertThat(map.oa()).isEqualTo(Addresses.oa((71L << 21) + (66L << 12)));
        assertThat(map.length()).isEqualTo(3 << 12);
        assertThat(map.line()).isEqualTo(13);
    }

    @Test
    void commentsAndEmptyLinesSayNothing() {
        Script script = ScriptReader.read("# a\n\n" + HEAD + "actor # first\n look 1:0\nactor\n");

        assertThat(script.actors().get(0)).hasSize(1);
        assertThat(script.actors().get(1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    table start=6                   | line 4: 'table' must stand once
                    scenario a b                    | line 4: 'scenario a b' must be 2 words
                    queue 0                         | line 4: queue = 0: must be a number from 1 to 1024
                    device C                        | line 4: device C: must be A, and then B
                    frames each=x                   | line 4: each = x: must be a number from 0 to 31
                    frames pool=3                   | line 4: pool = 3: must be 1, 2 or 4 stripes
                    frames pool=2 shared=no         | line 4: pool = 2: must be 1, 2 or 4 stripes, and not stand beside shared=no
                    actor;try map 1:0 4K            | line 5: 'try' must stand before an operation on a range
                    actor;cut 1:0+1                 | line 5: the address must be a multiple of 4K
                    frames each=2;actor;cut 1:0     | line 6: 'cut' must not stand beside 'frames'
                    frames each=2;actor;reclaim     | line 6: 'reclaim' must not stand beside 'frames'
                    actor;interruptible             | line 5: 'interruptible' must be followed by an operation
                    actor;try fly                   | line 5: 'fly' must be scenario, table,
                    actor;interrupt 2               | line 5: 'interrupt' must be an actor's
                    actor;interrupt x               | line 5: actor = x: must be a number from 1 to 3
                    frames some=1                   | line 4: 'some=1' must be KEY=VALUE
                    contract kept                   | line 4: contract kept: must be 'contract broken'
                    look 1:0                        | line 4: 'look' must come after 'before' or 'actor'
                    actor;fly 1:0                   | line 5: 'fly' must be scenario, table,
                    actor;look                      | line 5: 'look' must be 2 words: look ADDRESS
                    actor;look 9:1                  | line 5: 9:1: '9:1' must be LEVEL:ITEM
                    actor;look 0:448                | line 5: 0:448: '0:448' must be LEVEL:ITEM
                    actor;look 4Q                   | line 5: 4Q: '4Q' must be a number of bytes
                    actor;map 1:0 4K 3              | line 5: '3' must be xN
                    actor;read B 1:0                | line 5: device B: must be one that the scenario has
                    actor;unmap 1:0 4K              | line 5: 'unmap' must be followed by a 'sync'
                    actor;clean 1:0 1K              | line 5: the length must be a multiple of 4K
                    actor;empty 1:0 4K              | line 5: 'empty' must stand in 'before'
                    actor;attach A                  | line 5: the device must be detached
                    actor;detach A                  | line 5: device A must stay attached
                    actor;before                    | line 5: 'before' must come before the first 'actor'
                    actor;queue 4                   | line 5: 'queue' must come before
                    before;close;actor              | line 5: 'close' must be an actor's
                    actor;close;look 1:0            | line 6: after 'close' an actor may only read
                    actor;close;actor;look 1:0      | line 7: beside 'close' other actors may only read
                    actor;map 1:0 4K;actor;look 1:0 | line 7: 'look 1:0' of actor 2 must not overlap 'map 1:0 4K' of actor 1
                    actor;actor;actor;actor         | 4 actors: must be 2 or 3
                    actor;map 1:0+0:1 4K x1000 to 1:0 | line 5: a map must write at most 600 leaves
                    """, quoteCharacter = '"')
    void whatIsWrongIsNamedWithItsLineAndItsRule(String lines, String message) {
        String text = HEAD + lines.replace(";", "\n") + "\n" + (lines.contains("actor;actor") ? "" : "actor\n");

        assertThatThrownBy(() -> ScriptReader.read(text))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aScenarioNeedsANameAndATable() {
        assertThatThrownBy(() -> ScriptReader.read("actor\nactor\n"))
                .hasMessage("a scenario must have a line 'scenario NAME' and a line 'table start=LEVEL'");
    }

    @Test
    void overlapsAreAllowedUnderTheLockOrWhereTheContractIsBroken() {
        String actors = "actor\n map 1:0 4K\nactor\n map 1:0 4K\n";

        assertThat(ScriptReader.read("scenario x\ntable start=1 lock=ranges\n" + actors)
                        .head()
                        .locked())
                .isTrue();
        assertThat(ScriptReader.read("scenario x\ntable start=1\ncontract broken\n" + actors)
                        .head()
                        .contractBroken())
                .isTrue();
        assertThatThrownBy(() -> ScriptReader.read("scenario x\ntable start=1 lock=ranges\ncontract broken\n" + actors))
                .hasMessage("'contract broken' must not stand where lock=ranges");
    }

    @Test
    void anOperationThatTouchesAPartOfAnEntryTouchesAllOfIt() {
        String lines = "scenario x;table start=1;before; map 1:0+0:0 32K;actor; look 1:0+0:7;"
                + "actor; unmap 1:0+0:0 4K; sync;";

        assertThatThrownBy(() -> ScriptReader.read(lines.replace(";", "\n"))).hasMessageContaining("must not overlap");
    }
}
