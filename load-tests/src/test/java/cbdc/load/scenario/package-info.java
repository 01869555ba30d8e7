/** Tests of {@code cbdc.load.scenario}. */
package cbdc.load.scenario;
