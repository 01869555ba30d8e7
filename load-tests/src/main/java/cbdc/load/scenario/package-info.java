/**
 * What a load run is: who pays whom, how often, and what it must achieve, read from a file. Knows
 * neither Gatling nor HTTP.
 */
package cbdc.load.scenario;
