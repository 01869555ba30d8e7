package cbdc.protocol;

import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.sbe.LedgerGenesisDecoder;
import cbdc.protocol.sbe.LedgerGenesisEncoder;
import cbdc.protocol.sbe.MessageHeaderDecoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Binary form of {@link LedgerGenesis}; its bytes are the same on every node and compared by
 * digest.
 */
public final class GenesisCodec {
  private GenesisCodec() {}

  /** Encodes, with message header. */
  public static byte[] encode(LedgerGenesis genesis) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
    LedgerGenesisEncoder e =
        new LedgerGenesisEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .clusterHigh(genesis.clusterHigh())
            .clusterLow(genesis.clusterLow())
            .shardCount(genesis.shardCount())
            .rulesVersion(genesis.rulesVersion())
            .idWindowMillis(genesis.idWindowMillis())
            .timeMillis(genesis.timeMillis())
            .utcOffsetSeconds(genesis.policy().utcOffsetSeconds())
            .issuerThreshold((short) genesis.issuerThreshold());
    LedgerGenesisEncoder.IssuerKeysEncoder keys = e.issuerKeysCount(genesis.issuerKeys().size());
    for (PublicKey key : genesis.issuerKeys()) {
      keys.next()
          .keyId(key.keyId())
          .suite((short) key.suite())
          .putPublicKey(key.encoded(), 0, key.encoded().length);
    }
    LedgerGenesisEncoder.ClassesEncoder classes = e.classesCount(genesis.policy().classes().size());
    for (ClassLimits c : genesis.policy().classes()) {
      classes
          .next()
          .classNumber((short) c.classNumber())
          .single(c.single())
          .daily(c.daily())
          .yearly(c.yearly())
          .balance(c.balance());
    }
    byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + e.encodedLength()];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /**
   * Decodes.
   *
   * @throws MalformedException when the bytes are no ledger genesis
   */
  public static LedgerGenesis decode(byte[] bytes) {
    try {
      UnsafeBuffer buffer = new UnsafeBuffer(bytes);
      MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
      if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
          || header.templateId() != LedgerGenesisDecoder.TEMPLATE_ID) {
        throw new MalformedException("expected a ledger genesis");
      }
      return decode(
          new LedgerGenesisDecoder()
              .wrap(
                  buffer,
                  MessageHeaderDecoder.ENCODED_LENGTH,
                  header.blockLength(),
                  header.version()));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new MalformedException("the ledger genesis is cut or wrong: " + e.getMessage());
    }
  }

  private static LedgerGenesis decode(LedgerGenesisDecoder d) {
    List<PublicKey> keys = new ArrayList<>();
    for (LedgerGenesisDecoder.IssuerKeysDecoder k : d.issuerKeys()) {
      long keyId = k.keyId();
      int suite = k.suite();
      byte[] encoded = new byte[k.publicKeyLength()];
      k.getPublicKey(encoded, 0, encoded.length);
      keys.add(new PublicKey(keyId, suite, encoded));
    }
    List<ClassLimits> classes = new ArrayList<>();
    for (LedgerGenesisDecoder.ClassesDecoder c : d.classes()) {
      classes.add(new ClassLimits(c.classNumber(), c.single(), c.daily(), c.yearly(), c.balance()));
    }
    return new LedgerGenesis(
        d.clusterHigh(),
        d.clusterLow(),
        d.shardCount(),
        d.rulesVersion(),
        d.idWindowMillis(),
        d.timeMillis(),
        d.issuerThreshold(),
        keys,
        new LimitPolicy(d.utcOffsetSeconds(), classes));
  }
}
