/**
 * What a run left behind, made readable: pages with charts of their own that need no network, and
 * comparisons of runs. Reads the files of {@code cbdc.load.record} and nothing else.
 */
package cbdc.load.report;
