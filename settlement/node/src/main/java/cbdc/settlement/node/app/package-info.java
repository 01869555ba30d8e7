/**
 * A settlement node as a whole: its configuration, the wiring of all its parts, its start and stop.
 * The only place that knows every library.
 *
 * <p>Nothing else in the node may import this package.
 */
package cbdc.settlement.node.app;
