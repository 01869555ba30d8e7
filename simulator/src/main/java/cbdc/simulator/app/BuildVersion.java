package cbdc.simulator.app;

import picocli.CommandLine.IVersionProvider;

/** Says which version this is and what it runs on: the first thing to ask of a bug report. */
final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = BuildVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "cbdc " + (version == null ? "(not packaged)" : version),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch"),
    };
  }
}
