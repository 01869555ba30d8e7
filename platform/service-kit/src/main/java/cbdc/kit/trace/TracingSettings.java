package cbdc.kit.trace;

import java.net.URI;

/**
 * Where spans are shown, and how many of them.
 *
 * @param endpoint of a collector that takes OTLP over HTTP
 * @param samplePercent of the traces that are shown, 1 to 100
 */
public record TracingSettings(URI endpoint, int samplePercent) {}
