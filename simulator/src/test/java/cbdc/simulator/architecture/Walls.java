package cbdc.simulator.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The classes of the whole project, imported once for every architecture test. */
final class Walls {
  /**
   * In {@code mvn verify} the sibling modules are jars, so jars are not left out: with them left
   * out, every rule would hold because nothing would be checked. {@link CanaryTest} watches over
   * that. What JMH generates is not our writing.
   */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages("cbdc");

  private Walls() {}
}
