package cbdc.simulator.replay;

/**
 * One row of a bank's history.
 *
 * @param transId the bank's number of the row, unique
 * @param accountId whose row it is
 * @param kind what it is
 * @param amount minor units, more than zero
 * @param partnerBank two capital letters; empty where there is no partner
 * @param partnerAccount the partner's account at its bank, 0 where there is no partner
 * @param symbol what the bank noted it was for, may be empty
 */
record BankRow(
    long transId,
    long accountId,
    RowKind kind,
    long amount,
    String partnerBank,
    long partnerAccount,
    String symbol) {}
