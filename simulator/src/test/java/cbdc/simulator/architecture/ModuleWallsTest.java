package cbdc.simulator.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may import whom: the folders of the project, and which library lives in which room. */
class ModuleWallsTest {
  /** A row: a module, and the modules that it may import besides itself. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cbdc.protocol..          | ",
        "cbdc.crypto..            | ",
        "cbdc.kit..               | ",
        "cbdc.testkit..           | cbdc.protocol..",
        "cbdc.settlement.ledger.. | cbdc.protocol..",
        "cbdc.settlement.client.. | cbdc.protocol.. cbdc.crypto..",
        "cbdc.settlement.node..   | cbdc.protocol.. cbdc.crypto.. cbdc.kit.. cbdc.settlement.ledger.. cbdc.settlement.client..",
        "cbdc.issuer..            | cbdc.protocol.. cbdc.crypto.. cbdc.kit.. cbdc.settlement.client..",
        "cbdc.load.scenario..     | ",
        "cbdc.load.plan..         | cbdc.load.scenario..",
        "cbdc.load.record..       | cbdc.load.scenario..",
        "cbdc.load.report..       | cbdc.load.record..",
        "cbdc.load.wallets..       | ",
        "cbdc.load.parquet..      | cbdc.load.record..",
        "cbdc.load                | cbdc.load.scenario.. cbdc.load.plan.. cbdc.load.record.. cbdc.load.wallets..",
        "cbdc.load.jmh..          | cbdc.protocol.. cbdc.settlement.ledger..",
        "cbdc.wallet..            | cbdc.protocol.. cbdc.crypto.. cbdc.kit.. cbdc.settlement.client..",
      })
  void shouldImportOnlyTheModulesBelow(String module, String below) {
    String[] allowed = Stream.concat(Stream.of(module), words(below)).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(resideInAPackage("cbdc..").and(resideOutsideOfPackages(allowed)))
        .because("of our own code " + module + " imports only " + below)
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
  }

  /**
   * A row: a library, and the only packages that may import it. Every other package is free to
   * change its mind about it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.bouncycastle.. | cbdc.crypto..",
        "io.gatling..       | cbdc.load",
        "org.duckdb..       | cbdc.load.parquet..",
        "org.openjdk.jmh..  | cbdc.load.jmh..",
        "io.microraft..     | cbdc.settlement.node.raft.. cbdc.settlement.node.store..",
        "org.rocksdb..      | cbdc.settlement.node.store..",
        "com.hazelcast..    | cbdc.settlement.node.cluster.. cbdc.settlement.client.. cbdc.simulator.drill.backups..",
        "io.vertx..         | cbdc.settlement.node.link.. cbdc.settlement.node.app.. cbdc.kit.. cbdc.wallet.api.. cbdc.wallet.app.. cbdc.issuer.api.. cbdc.issuer.app.. cbdc.simulator.bench.. cbdc.testkit..",
        "io.netty..         | cbdc.settlement.node.link.. cbdc.kit.. cbdc.load",
        "picocli..          | cbdc.simulator.. cbdc.issuer.. cbdc.wallet.app.. cbdc.settlement.node.app..",
        "com.zaxxer..       | cbdc.kit.db..",
        "org.flywaydb..     | cbdc.kit.db..",
        "org.postgresql..   | cbdc.kit.db..",
        "io.zonky..         | cbdc.kit.db..",
        "org.tukaani..      | cbdc.kit.db..",
        "io.opentelemetry.. | cbdc.kit.trace..",
        "org.yaml..         | cbdc.kit.http.. cbdc.kit.config.. cbdc.testkit..",
      })
  void shouldKeepALibraryInItsRoom(String library, String rooms) {
    noClasses()
        .that(
            resideInAPackage("cbdc..")
                .and(resideOutsideOfPackages(words(rooms).toArray(String[]::new))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because("only " + rooms + " may import " + library)
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
  }

  /** A row: a pure module, and everything that it may import at all. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cbdc.protocol..          | cbdc.protocol.. java.. org.agrona..",
        "cbdc.settlement.ledger.. | cbdc.settlement.ledger.. cbdc.protocol.. java.. org.agrona..",
      })
  void shouldImportNothingBut(String module, String allowed) {
    classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(words(allowed).toArray(String[]::new)))
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
  }

  /**
   * A row: packages of a service that hold its rules, and the libraries that they may not import.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cbdc.wallet.core.. | java.sql.. javax.sql.. com.fasterxml.. cbdc.kit.http.. cbdc.kit.db.. cbdc.wallet.store.. cbdc.wallet.client.. cbdc.wallet.api.. cbdc.wallet.app..",
        "cbdc.issuer.core.. | java.sql.. javax.sql.. com.fasterxml.. io.vertx.. cbdc.kit.. cbdc.issuer.store.. cbdc.issuer.client.. cbdc.issuer.api.. cbdc.issuer.app..",
      })
  void shouldKeepRulesFreeOf(String rules, String forbidden) {
    noClasses()
        .that()
        .resideInAPackage(rules)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(words(forbidden).toArray(String[]::new))
        .because(rules + " holds rules and reaches the world through ports")
        .allowEmptyShould(true)
        .check(Walls.CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    slices().matching("cbdc.(**)").should().beFreeOfCycles().check(Walls.CLASSES);
  }

  private static Stream<String> words(String list) {
    return list == null ? Stream.empty() : Stream.of(list.split(" "));
  }
}
