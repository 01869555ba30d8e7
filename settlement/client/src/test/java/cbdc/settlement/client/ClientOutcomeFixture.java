package cbdc.settlement.client;

import cbdc.protocol.Command.Pay;

/** A client of two nodes on a network without faults, until a test makes some. */
abstract class ClientOutcomeFixture {
  final FakeNetwork network = FakeNetwork.calm();

  ClientFixture fixture(SettlementClientConfig config) {
    return fixture(config, FakeCluster.WINDOW_MILLIS);
  }

  ClientFixture fixture(SettlementClientConfig config, long windowMillis) {
    ClientFixture fixture = new ClientFixture(2, network, 3, 4, config, windowMillis);
    fixture.loop.run(50);
    return fixture;
  }

  static Pay inside(ClientFixture fixture) {
    return fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1));
  }

  static Pay across(ClientFixture fixture) {
    return fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(2, 0));
  }
}
