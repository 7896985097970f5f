package dev.racewalk.results;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The order of the packages: what is read becomes the model, and reports are made from the model alone. */
class LayersTest {
    private static final JavaClasses RESULTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.racewalk.results");

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("model")
                .definedBy("dev.racewalk.results.model..")
                .layer("read")
                .definedBy("dev.racewalk.results.read..")
                .layer("report")
                .definedBy("dev.racewalk.results.report..")
                .layer("cli")
                .definedBy("dev.racewalk.results.cli..")
                .whereLayer("model")
                .mayNotAccessAnyLayer()
                .whereLayer("read")
                .mayOnlyAccessLayers("model")
                .whereLayer("report")
                .mayOnlyAccessLayers("model")
                .whereLayer("cli")
                .mayOnlyAccessLayers("model", "read", "report")
                .check(RESULTS);
    }
}
