/**
 * What tests of every module share: seeds, generators, manual time, tables, waiting.
 *
 * <p>Used in test scope only, and imports nothing of the project but {@code cbdc.protocol}.
 */
package cbdc.testkit;
