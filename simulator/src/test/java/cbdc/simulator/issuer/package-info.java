/** The issuer's service with a real settlement node and a real database. */
package cbdc.simulator.issuer;
