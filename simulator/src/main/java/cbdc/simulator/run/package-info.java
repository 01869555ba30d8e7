/**
 * {@code ./cbdc run}: a whole system with demo people, gentle live traffic, and everything that
 * somebody needs to try it, printed and written to {@code run.json}.
 */
package cbdc.simulator.run;
