/**
 * The requests of a run, in order and with the moment at which each is due: all of it follows from
 * the scenario and its seed. Knows neither Gatling nor HTTP.
 */
package cbdc.load.plan;
