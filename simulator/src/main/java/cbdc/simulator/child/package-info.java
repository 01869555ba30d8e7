/**
 * Services in processes of their own, started by this one as an operator would start them, and
 * never outliving it. Knows no money.
 */
package cbdc.simulator.child;
