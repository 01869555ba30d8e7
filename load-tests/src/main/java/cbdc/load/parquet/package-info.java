/**
 * A run's record as Parquet, for those who analyse many runs. The only package that uses DuckDB,
 * and a program of its own: nothing else needs those 80 MB.
 */
package cbdc.load.parquet;
