package cbdc.load.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** {@code ParquetMain FOLDER}: writes Parquet files beside a run's record. */
public final class ParquetMain {
  private ParquetMain() {}

  /**
   * The program.
   *
   * @param arguments a run's folder
   */
  public static void main(String[] arguments) {
    try {
      ParquetFiles.write(Path.of(arguments[0]));
    } catch (IOException | SQLException e) {
      System.err.println("cbdc load: --parquet: " + e.getMessage());
      System.exit(1);
    }
  }
}
