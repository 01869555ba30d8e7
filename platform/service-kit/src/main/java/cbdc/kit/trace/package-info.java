/**
 * Spans of requests and of what they ask of others, shown to a collector if the operator names one.
 *
 * <p>OpenTelemetry is known to {@link cbdc.kit.trace.Tracing} and what it makes, and to nobody
 * else; without a collector none of its classes is loaded. Spans carry names of operations and
 * outcomes, never an account, a token or anything that a person wrote.
 */
package cbdc.kit.trace;
