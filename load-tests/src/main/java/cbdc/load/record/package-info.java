/**
 * What is written down about a run while it goes: latency from the moment at which a request was
 * due, outcomes, and the id of every payment with what was answered. Knows neither Gatling nor
 * HTTP.
 */
package cbdc.load.record;
