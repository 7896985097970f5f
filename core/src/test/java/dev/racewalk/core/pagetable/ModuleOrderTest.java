package dev.racewalk.core.pagetable;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.Test;

/** The order of the packages: memory, amdv1, pagetable, then iommu and trace. */
class ModuleOrderTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.racewalk.core");

    @Test
    void theClassesOfCoreAreLookedAt() {
        assertThat(CORE.contain(IoPageTable.class)).isTrue();
        assertThat(CORE.contain(ModuleOrderTest.class)).isFalse();
    }

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("memory")
                .definedBy("dev.racewalk.core.memory..")
                .layer("amdv1")
                .definedBy("dev.racewalk.core.amdv1..")
                .layer("pagetable")
                .definedBy("dev.racewalk.core.pagetable..")
                .optionalLayer("iommu")
                .definedBy("dev.racewalk.core.iommu..")
                .optionalLayer("trace")
                .definedBy("dev.racewalk.core.trace..")
                .whereLayer("memory")
                .mayNotAccessAnyLayer()
                .whereLayer("amdv1")
                .mayOnlyAccessLayers("memory")
                .whereLayer("pagetable")
                .mayOnlyAccessLayers("memory", "amdv1")
                .whereLayer("iommu")
                .mayOnlyAccessLayers("memory", "amdv1", "pagetable")
                .whereLayer("trace")
                .mayOnlyAccessLayers("memory", "amdv1", "pagetable", "iommu")
                .check(CORE);
    }

    @Test
    void onlyTheMemoryPackageUsesVarHandles() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.racewalk.core.memory..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(VarHandle.class)
                .check(CORE);
    }

    @Test
    void theFormatTouchesNoMemory() {
        noClasses()
                .that()
                .resideInAPackage("dev.racewalk.core.amdv1..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.racewalk.core.memory..")
                .check(CORE);
    }
}
