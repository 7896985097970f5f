package dev.racewalk.junit;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.record.Model;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes tests of methods with {@link ExploreTest}: one for each model, in which the explorer calls the method. */
final class ExploreExtension implements TestTemplateInvocationContextProvider {
    private static final int SECONDS = 30;

    /** For JUnit. */
    ExploreExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), ExploreTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        List<ExploreTest> said = Stream.of(context.getTestMethod(), context.getTestClass())
                .map(element -> AnnotationSupport.findAnnotation(element, ExploreTest.class))
                .flatMap(Optional::stream)
                .toList();
        int seconds = said.stream()
                .map(ExploreTest::seconds)
                .filter(s -> s != 0)
                .findFirst()
                .orElse(SECONDS);
        List<Model> models = said.stream()
                .map(each -> List.of(each.models()))
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElse(List.of(Model.SC));
        return models.stream().map(model -> new UnderModel(model, Duration.ofSeconds(seconds)));
    }

    private record UnderModel(Model model, Duration time)
            implements TestTemplateInvocationContext, InvocationInterceptor, ParameterResolver {
        @Override
        public String getDisplayName(int invocation) {
            return "under " + model.id();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<@Nullable Void> invocation,
                ReflectiveInvocationContext<Method> method,
                ExtensionContext context) {
            invocation.skip(); // the explorer calls it, at the end of each execution
            AnnotatedRace race = AnnotatedRace.of(method.getTargetClass(), method.getExecutable());
            RaceAssertions.assertThat(new Exploring(race, List.of(model), Bounds.USUAL, null).within(time))
                    .isRight();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Ending.class;
        }

        @Override
        public Ending resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new Ending();
        }
    }
}
