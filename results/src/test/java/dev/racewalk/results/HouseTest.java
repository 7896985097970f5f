package dev.racewalk.results;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may know whom, over all modules. */
class HouseTest {
    private static final String STRESS = "dev.racewalk.stress.";

    /** The families: packages of races. */
    private static final String[] RACES = List.of(
                    "contract",
                    "cut",
                    "data",
                    "dirty",
                    "expand",
                    "hardware",
                    "install",
                    "levels",
                    "litmus",
                    "lock",
                    "overmap",
                    "pool",
                    "reclaim",
                    "scenario.live",
                    "three",
                    "unmap",
                    "walker")
            .stream()
            .map(family -> STRESS + family + "..")
            .toArray(String[]::new);

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/test-races/"))
            .importPackages("dev.racewalk");

    private static String[] and(String[] packages, String... others) {
        List<String> all = new ArrayList<>(List.of(packages));
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    @Test
    void theClassesOfAllModulesAreLookedAt() {
        assertThat(ALL.stream().map(JavaClass::getName))
                .contains(
                        "dev.racewalk.core.pagetable.IoPageTable",
                        STRESS + "install.SharedTableInstallRace",
                        "dev.racewalk.results.Main")
                .doesNotContain(HouseTest.class.getName());
    }

    @Test
    void noPackagesAreInACycle() {
        slices().matching("dev.racewalk.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void onlyPairsOfClassesAreInACycle() {
        assertThat(cycles()).filteredOn(cycle -> cycle.size() > 2).isEmpty();
    }

    @Test
    void noTwoClassesHaveOneName() {
        Map<String, Set<String>> names = new TreeMap<>();
        ALL.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .filter(type ->
                        !type.getName().contains("Generated") && !type.getName().contains("_jcstress"))
                .forEach(type -> names.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getName()));
        assertThat(names.values()).filteredOn(same -> same.size() > 1).isEmpty();
    }

    @Test
    void reportsDependOnWhatWasRecordedAndNotOnWhoRanIt() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.racewalk.results.read..", "dev.racewalk.results.model..", "dev.racewalk.results.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        STRESS + "run..",
                        STRESS + "jcstress..",
                        STRESS + "explore..",
                        STRESS + "matrix..",
                        STRESS + "sweep..")
                .check(ALL);
    }

    @Test
    void theMachineDoesNotKnowTheFaults() {
        noClasses()
                .that()
                .resideInAPackage(STRESS + "machine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(STRESS + "fault..")
                .check(ALL);
    }

    @Test
    void theExplorerDoesNotKnowTheRunner() {
        noClasses()
                .that()
                .resideInAPackage(STRESS + "explore..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(STRESS + "run..")
                .check(ALL);
    }

    @Test
    void recordsKnowNoHarness() {
        classes()
                .that()
                .resideInAPackage(STRESS + "record..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        STRESS + "record..", "dev.racewalk.core..", "java..", "com.fasterxml..", "org.jspecify..")
                .check(ALL);
    }

    @Test
    void onlyRacesAndTheAdapterKnowJcstress() {
        noClasses()
                .that()
                .resideOutsideOfPackages(and(RACES, STRESS + "jcstress.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.openjdk.jcstress..")
                .check(ALL);
    }

    /** The strongly connected sets of top-level classes, those of one class left out. */
    private static List<Set<String>> cycles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : ALL) {
            String from = topLevel(type);
            for (Dependency each : type.getDirectDependenciesFromSelf()) {
                String to = topLevel(each.getTargetClass());
                if (to.startsWith("dev.racewalk.") && !to.equals(from)) {
                    uses.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
                }
            }
        }
        Map<String, Set<String>> reached =
                uses.keySet().stream().collect(Collectors.toMap(name -> name, name -> reachable(name, uses)));
        Map<String, Set<String>> found = new HashMap<>();
        reached.forEach((name, others) -> {
            Set<String> cycle = others.stream()
                    .filter(other -> reached.getOrDefault(other, Set.of()).contains(name))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!cycle.isEmpty()) {
                found.putIfAbsent(cycle.iterator().next(), cycle);
            }
        });
        return new ArrayList<>(found.values());
    }

    private static Set<String> reachable(String start, Map<String, Set<String>> uses) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> left = new ArrayDeque<>(List.of(start));
        while (!left.isEmpty()) {
            for (String next : uses.getOrDefault(left.pop(), Set.of())) {
                if (seen.add(next)) {
                    left.push(next);
                }
            }
        }
        return seen;
    }

    private static String topLevel(JavaClass type) {
        return type.getBaseComponentType().getName().replaceFirst("\\$.*", "");
    }
}
