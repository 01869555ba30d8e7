/**
 * Tests of the offline verification: good stores pass, and every kind of damage is found and named.
 */
package cbdc.simulator.verify;
