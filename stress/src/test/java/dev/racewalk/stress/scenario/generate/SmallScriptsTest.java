package dev.racewalk.stress.scenario.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of small scenarios. */
class SmallScriptsTest {
    private static final int MANY = 100;

    private static Script script(int page) {
        List<ScriptOp> map = List.of(ScriptOp.map((long) page << 12, 1L << 12, 1));
        return new Script(ScriptHead.of("x", 1), List.of(), List.of(map, List.of()));
    }

    @Test
    void whatMeetsRarelyComesFirstWhateverTheSeed() {
        for (int seed = 0; seed < 200; seed++) {
            SmallScripts all = new SmallScripts();
            for (int i = 0; i < MANY; i++) {
                all.add(script(i), Piece.MAP_PAGE, Piece.MAP_RUN);
            }
            all.add(script(MANY), Piece.UNMAP_TABLE, Piece.CLOSE);

            List<Script> ordered = all.inOrder(new Random(seed));

            assertThat(ordered).hasSize(MANY + 1);
            assertThat(ordered.subList(0, 4).stream().map(Script::actors))
                    .as("seed " + seed)
                    .contains(script(MANY).actors());
        }
    }
}
