package dev.racewalk.results.report.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.inference.TTest;
import org.junit.jupiter.api.Test;

class ModeratedTTest {
    private static Change change(double... differences) {
        return new Change(
                "R",
                Quantity.outcome("x"),
                0.1,
                0.1,
                DoubleStream.of(differences).boxed().toList(),
                0);
    }

    @Test
    void withoutOtherRacesItIsThePlainTTest() {
        Change change = change(0.3, 0.5, -0.1, 0.4);
        double plain =
                TTest.withDefaults().test(new double[] {0.3, 0.5, -0.1, 0.4}).getPValue();
        assertThat(ModeratedT.fit(List.of(change)).p(change)).isCloseTo(plain, within(1e-12));
    }

    @Test
    void findsTheUsualVarianceAndThatRacesAreAlike() {
        Random random = new Random(5);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            changes.add(change(random.nextGaussian() * 2, random.nextGaussian() * 2, random.nextGaussian() * 2));
        }
        ModeratedT fitted = ModeratedT.fit(changes);
        assertThat(fitted.usual()).isCloseTo(4, within(0.6));
        assertThat(fitted.weight()).isGreaterThan(20);
    }

    @Test
    void probabilitiesAreUniformIfNothingChanged() {
        Random random = new Random(6);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double sigma = Math.exp(random.nextGaussian() / 2);
            changes.add(change(random.nextGaussian() * sigma, random.nextGaussian() * sigma));
        }
        ModeratedT fitted = ModeratedT.fit(changes);
        for (double level : new double[] {0.5, 0.1, 0.01}) {
            double below =
                    changes.stream().filter(each -> fitted.p(each) < level).count() / 2000.0;
            assertThat(below).isCloseTo(level, within(0.35 * level));
        }
    }

    @Test
    void rareOutcomesVaryAtLeastAsIndependentSamplesDo() {
        Change alike = new Change("R", Quantity.outcome("x"), 0.1, 0.1, List.of(0.5, 0.5, 0.5), 0.25);
        assertThat(ModeratedT.fit(List.of(alike)).p(alike)).isGreaterThan(0.05);
    }

    @Test
    void benjaminiAndHochbergStepUp() {
        assertThat(FalseDiscoveries.below(0.05, List.of(0.9, 0.04, 0.01, 0.035), p -> p))
                .containsExactly(0.01);
        assertThat(FalseDiscoveries.below(0.05, List.of(0.03, 0.001, 0.037, 0.9), p -> p))
                .containsExactly(0.001, 0.03, 0.037);
        assertThat(FalseDiscoveries.below(0.05, List.<Double>of(), p -> p)).isEmpty();
    }
}
