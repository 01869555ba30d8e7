package cbdc.simulator.simulate;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.SigningKey;
import cbdc.protocol.Approval;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.PublicKey;
import cbdc.settlement.node.shard.KeySignatures;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keys of the simulated issuer and banks, and what begins with them. */
final class Keys {
  private static final DomainSeparated ORDER = DomainSeparated.labelled(KeySignatures.ORDER_LABEL);

  private final SigningKey issuerOne = new SimulatedKey("issuer 1");
  private final SigningKey issuerTwo = new SimulatedKey("issuer 2");
  private final Map<Integer, SigningKey> banks =
      IntStream.rangeClosed(1, Town.BANKS)
          .boxed()
          .collect(Collectors.toMap(bank -> bank, bank -> new SimulatedKey("bank " + bank)));

  /** The key with which a bank, or the issuer as bank 0, signs its batches. */
  SigningKey batchKey(int bank) {
    return bank == 0 ? issuerOne : banks.get(bank);
  }

  /** A key as the ledger keeps it. */
  PublicKey publicKey(int bank) {
    return publicKey(batchKey(bank));
  }

  /** The approvals of an order. */
  List<Approval> approve(Order order) {
    byte[] signed = ORDER.bytes(OrderCodec.encode(order));
    return List.of(
        new Approval(issuerOne.keyId().value(), issuerOne.sign(signed)),
        new Approval(issuerTwo.keyId().value(), issuerTwo.sign(signed)));
  }

  /** A ledger without limits for two issuer keys. */
  LedgerGenesis genesis(long seed, int shards) {
    long none = LimitPolicy.NONE;
    return new LedgerGenesis(
        0xCBDC,
        seed,
        shards,
        1,
        LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
        World.WALL_START_MILLIS,
        2,
        List.of(publicKey(issuerOne), publicKey(issuerTwo)),
        new LimitPolicy(0, List.of(new ClassLimits(1, none, none, none, none))));
  }

  private static PublicKey publicKey(SigningKey key) {
    return new PublicKey(key.keyId().value(), key.suite().code(), key.publicKey());
  }
}
