package cbdc.simulator.drill.check;

import cbdc.protocol.CommandId;

/**
 * A payment as a wallet service told its caller what became of it.
 *
 * @param payer account number
 * @param payee account number
 * @param amount minor units
 * @param isSettled whether it was told as settled; else it was told as refused for good
 */
public record ServicePayment(
    CommandId id, long payer, long payee, long amount, boolean isSettled) {}
