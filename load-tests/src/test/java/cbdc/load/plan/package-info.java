/** Tests of {@code cbdc.load.plan}. */
package cbdc.load.plan;
