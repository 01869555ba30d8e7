/**
 * What a bank's wallet service is about, without any library: the values it keeps beside the
 * ledger, the ports to what keeps them, the rules of opening, paying and refunding.
 *
 * <p>Imports protocol and the JDK; nothing of HTTP, SQL, JSON or the settlement client.
 */
package cbdc.wallet.core;
