package cbdc.wallet.core;

/**
 * One thing that a holder showed. It stays with the bank: the ledger never sees it.
 *
 * @param kind what it was
 * @param reference where the bank keeps the proof, such as a file number; never the document's own
 *     number
 */
public record Evidence(EvidenceKind kind, String reference) {}
