/** Tests of the load simulations, against a wallet service that only pretends. */
package cbdc.load;
