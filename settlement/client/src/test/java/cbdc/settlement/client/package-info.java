/** Tests of the client against hand-written nodes, in virtual time and on real threads. */
package cbdc.settlement.client;
