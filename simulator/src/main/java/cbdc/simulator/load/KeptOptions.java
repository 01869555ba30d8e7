package cbdc.simulator.load;

import picocli.CommandLine.Option;

/** The options that say what a run leaves besides its record. */
final class KeptOptions {
  @Option(
      names = "--bundle",
      description =
          "Write bundle.zip, with which './cbdc replay-run' comes to the same state on another machine.")
  private boolean bundle;

  @Option(
      names = "--jfr",
      description =
          "Record injector and system by Java Flight Recorder, from the begin of the load, into the folder flights.")
  private boolean flights;

  @Option(
      names = "--parquet",
      description = "Write intervals.parquet and payments.parquet beside the record, by DuckDB.")
  private boolean parquet;

  @Option(
      names = "--keep",
      description = "Keep journals and databases of the system of its own, in the run's folder.")
  private boolean keep;

  /**
   * What a run leaves.
   *
   * @param bundle for another machine
   * @param flights recordings of what the processes did
   * @param parquet its record, once more
   * @param system journals, databases and people
   */
  record Kept(boolean bundle, boolean flights, boolean parquet, boolean system) {}

  Kept read() {
    return new Kept(bundle, flights, parquet, keep);
  }
}
