package cbdc.settlement.client;

/**
 * How badly the network and the nodes behave, in parts of a thousand and milliseconds. Fields are
 * set by tests at any time.
 */
final class FakeNetwork {
  int dropRequestPermille;
  int dropAnswerPermille;
  int duplicatePermille;
  int refuseBatchPermille;
  int refusePositionsPermille;
  int refuseCallPermille;
  int loseProposalPermille;
  int returnPermille;
  int staleHintPermille;
  long delayMillisMin = 1;
  long delayMillisMax = 1;

  /** A request that the caller has given up may arrive this much later. */
  long lateMillisMax;

  long commitMillisMin = 1;
  long commitMillisMax = 2;

  /** A node answers LATER for what is not committed after this time. */
  long laterAfterMillis = 20;

  long settleMillisMin = 2;
  long settleMillisMax = 10;

  /** Entries that a node keeps for a client's completion stream. */
  int ringCapacity = 100_000;

  /** Whether a node holds a completion request that has nothing to report. */
  boolean completionsWait = true;

  static FakeNetwork calm() {
    return new FakeNetwork();
  }

  static FakeNetwork rough() {
    FakeNetwork network = new FakeNetwork();
    network.dropRequestPermille = 30;
    network.dropAnswerPermille = 30;
    network.duplicatePermille = 50;
    network.refuseBatchPermille = 50;
    network.refusePositionsPermille = 30;
    network.refuseCallPermille = 10;
    network.loseProposalPermille = 500;
    network.returnPermille = 100;
    network.staleHintPermille = 200;
    network.delayMillisMin = 0;
    network.delayMillisMax = 30;
    network.lateMillisMax = 20_000;
    network.commitMillisMin = 1;
    network.commitMillisMax = 60;
    network.settleMillisMin = 1;
    network.settleMillisMax = 200;
    network.ringCapacity = 200;
    return network;
  }
}
