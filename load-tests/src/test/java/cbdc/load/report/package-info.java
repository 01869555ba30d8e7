/** Tests of {@code cbdc.load.report}. */
package cbdc.load.report;
