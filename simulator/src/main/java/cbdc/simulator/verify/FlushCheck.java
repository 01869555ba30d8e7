package cbdc.simulator.verify;

import cbdc.protocol.BatchReader;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.EntryKind;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.protocol.PublicKey;
import cbdc.settlement.ledger.state.RegistryView;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The banks' signatures in a log entry. The leader checked them before proposing and the ledger
 * relies on that: a node that forged a bank's payment is found here.
 */
final class FlushCheck {
  private final LedgerGenesis genesis;
  private final int shard;
  private final Signatures signatures;
  private final BatchReader reader = new BatchReader();
  private final MessageDigest sha256 = CopyScan.newSha256();

  FlushCheck(LedgerGenesis genesis, int shard, Signatures signatures) {
    this.genesis = genesis;
    this.shard = shard;
    this.signatures = signatures;
  }

  /** A batch whose key the shard does not know yet: it may become known within the same entry. */
  record Unchecked(int bank, long keyId, byte[] signedBytes, byte[] signature) {}

  /**
   * Checks what can be checked before the entry is executed.
   *
   * @return batches whose keys the registry does not know
   * @throws FaultFound when a signature or hash is wrong
   */
  List<Unchecked> beforeExecution(byte[] entry, RegistryView registry, Place place) {
    List<Unchecked> open = new ArrayList<>(0);
    if (entry.length == 0 || entry[0] != EntryKind.BATCH) {
      return open;
    }
    try {
      reader.wrap(entry);
      for (int i = reader.acknowledgements(); i > 0; i--) {
        reader.nextAcknowledgement();
      }
      for (int i = reader.deliveries(); i > 0; i--) {
        reader.nextDelivery();
      }
      for (int i = reader.clientBatches(); i > 0; i--) {
        reader.nextClientBatch();
        Unchecked batch = current(place);
        if (!check(batch, registry, place)) {
          open.add(batch);
        }
      }
    } catch (MalformedException e) {
      // The ledger refuses such an entry as a whole, which the comparison of outcomes shows.
      return open;
    }
    return open;
  }

  /**
   * Checks what was left open. A key that is still unknown belongs to a batch that the ledger
   * refused for just that reason.
   */
  void afterExecution(List<Unchecked> open, RegistryView registry, Place place) {
    open.forEach(batch -> check(batch, registry, place));
  }

  private Unchecked current(Place place) {
    sha256.update(reader.buffer().byteArray(), reader.commandsOffset(), reader.commandsLength());
    byte[] hash = sha256.digest();
    boolean isSigned =
        reader.flushParts().stream()
            .anyMatch(part -> part.shard() == shard && Arrays.equals(part.hash(), hash));
    if (!isSigned) {
      throw place.fault(
          "hash of the commands in a batch of bank " + reader.bank(),
          "one of those that the bank signed",
          Place.hex(hash));
    }
    byte[] signed =
        ClientBatchCodec.signedBytes(
            genesis.clusterHigh(), genesis.clusterLow(), reader.bank(), reader.flushParts());
    return new Unchecked(reader.bank(), reader.keyId(), signed, reader.signature());
  }

  private boolean check(Unchecked batch, RegistryView registry, Place place) {
    PublicKey key = registry.bankKey(batch.bank(), batch.keyId());
    if (key == null && batch.bank() == 0) {
      key = registry.issuerKey(batch.keyId());
    }
    if (key == null) {
      return false;
    }
    if (!signatures.verifyFlush(key, batch.signedBytes(), batch.signature())) {
      throw place.fault(
          "signature of bank " + batch.bank() + " under its batch",
          "one by its key " + Long.toHexString(batch.keyId()),
          "another one");
    }
    return true;
  }
}
