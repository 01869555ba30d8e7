/** Parquet files, read back by DuckDB. */
package cbdc.load.parquet;
