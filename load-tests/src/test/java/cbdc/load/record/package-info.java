/** Tests of {@code cbdc.load.record}. */
package cbdc.load.record;
