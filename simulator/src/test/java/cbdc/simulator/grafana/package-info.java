/** The dashboards: their form, and that a real Prometheus answers what they ask. */
package cbdc.simulator.grafana;
