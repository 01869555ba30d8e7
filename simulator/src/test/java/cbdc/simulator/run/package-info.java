/** Tests of the whole system as a user starts it: in a process of its own, over HTTP. */
package cbdc.simulator.run;
