package cbdc.simulator.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/**
 * What makes replicas agree and money exact: no clock, no chance, no thread and no fraction where
 * it is decided.
 */
class PurityTest {
  private static final String LEDGER = "cbdc.settlement.ledger..";

  @Test
  void shouldGiveTheLedgerNoThreadLoggerFileOrNetwork() {
    noClasses()
        .that()
        .resideInAPackage(LEDGER)
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                    "java.util.concurrent..",
                    "java.util.logging..",
                    "org.slf4j..",
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "java.sql..")
                .and(DescribedPredicate.not(JavaClass.Predicates.type(java.io.Serializable.class)))
                .or(JavaClass.Predicates.assignableTo(Thread.class))
                .or(JavaClass.Predicates.type(ThreadLocal.class))
                .or(JavaClass.Predicates.type(ProcessHandle.class))
                .or(JavaClass.Predicates.type(Runtime.class)))
        .because("every replica must decide alike, at once, and without waiting")
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
  }

  @Test
  void shouldGiveTheLedgerNoClockAndNoChance() {
    noClasses()
        .that()
        .resideInAPackage(LEDGER)
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.assignableTo(java.time.Clock.class)
                .or(JavaClass.Predicates.assignableTo(java.util.random.RandomGenerator.class))
                .or(JavaClass.Predicates.type(java.util.TimeZone.class)))
        .orShould()
        .accessTargetWhere(
            target(owner(JavaClass.Predicates.type(System.class)))
                .and(
                    target(
                        nameMatching(
                            "currentTimeMillis|nanoTime|getenv|getProperty|identityHashCode|out|err|exit"))))
        .orShould()
        .accessTargetWhere(
            target(owner(JavaClass.Predicates.resideInAPackage("java.time..")))
                .and(target(name("now"))))
        .orShould()
        .accessTargetWhere(target(nameMatching("randomUUID|random|systemDefault")))
        .because("time, ids and randomness come in as arguments")
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
  }

  @Test
  void shouldKeepFractionsOutOfMoney() {
    DescribedPredicate<JavaClass> fraction =
        describe(
            "a fraction",
            type -> type.isEquivalentTo(double.class) || type.isEquivalentTo(float.class));
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage(LEDGER)
        .should()
        .notHaveRawType(fraction)
        .because("money is a long of minor units")
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage(LEDGER)
        .should()
        .notHaveRawReturnType(fraction)
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
  }

  @Test
  void shouldGiveEveryAsyncStepItsExecutor() {
    DescribedPredicate<JavaAccess<?>> asyncWithoutExecutor =
        describe(
            "calls a …Async method of a CompletionStage without an executor",
            PurityTest::isAsyncWithoutExecutor);
    noClasses()
        .should()
        .accessTargetWhere(asyncWithoutExecutor)
        .because("on machines of two cores the common pool starts a thread per call")
        .check(Walls.CLASSES);
  }

  @Test
  void shouldNotUseParallelStreams() {
    noClasses()
        .should()
        .accessTargetWhere(target(name("parallelStream")))
        .because("its threads belong to nobody")
        .check(Walls.CLASSES);
  }

  @Test
  void shouldKeepNoStateInStatics() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("two nodes fit in one JVM")
        .check(Walls.CLASSES);
  }

  @Test
  void shouldNameClassesForWhatTheyAre() {
    noClasses()
        .should()
        .haveNameMatching(".*[a-z](Manager|Helper|Utils?|Impl|Data|Info)")
        .because("such a name says nothing about what lives there")
        .check(Walls.CLASSES);
  }

  private static boolean isAsyncWithoutExecutor(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof CodeUnitAccessTarget called)) {
      return false;
    }
    return called.getName().endsWith("Async")
        && called.getOwner().isAssignableTo(CompletionStage.class)
        && called.getRawParameterTypes().stream()
            .noneMatch(type -> type.isEquivalentTo(Executor.class));
  }
}
