package cbdc.testkit;

/** One row of a table test: a record with a name and whatever its test needs. */
public interface Row {

  /**
   * What this row shows, as the name of its test: "should refuse a payment over the single limit".
   */
  String name();
}
