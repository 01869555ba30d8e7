package cbdc.protocol;

import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order.CreditReserve;
import cbdc.protocol.Order.Header;
import cbdc.protocol.Order.Issue;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Order.Redeem;
import cbdc.protocol.Order.ReplaceNode;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.Order.SetIssuerKeys;
import cbdc.protocol.Order.SetOfficialStatus;
import cbdc.protocol.Order.SetPolicy;
import cbdc.protocol.Order.SweepSuspense;
import cbdc.protocol.sbe.CreditReserveDecoder;
import cbdc.protocol.sbe.CreditReserveEncoder;
import cbdc.protocol.sbe.IssueDecoder;
import cbdc.protocol.sbe.IssueEncoder;
import cbdc.protocol.sbe.MessageHeaderDecoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import cbdc.protocol.sbe.OrderHeaderDecoder;
import cbdc.protocol.sbe.OrderHeaderEncoder;
import cbdc.protocol.sbe.RaiseRulesVersionDecoder;
import cbdc.protocol.sbe.RaiseRulesVersionEncoder;
import cbdc.protocol.sbe.RedeemDecoder;
import cbdc.protocol.sbe.RedeemEncoder;
import cbdc.protocol.sbe.ReplaceNodeDecoder;
import cbdc.protocol.sbe.ReplaceNodeEncoder;
import cbdc.protocol.sbe.SetBankDecoder;
import cbdc.protocol.sbe.SetBankEncoder;
import cbdc.protocol.sbe.SetIssuerKeysDecoder;
import cbdc.protocol.sbe.SetIssuerKeysEncoder;
import cbdc.protocol.sbe.SetOfficialStatusDecoder;
import cbdc.protocol.sbe.SetOfficialStatusEncoder;
import cbdc.protocol.sbe.SetPolicyDecoder;
import cbdc.protocol.sbe.SetPolicyEncoder;
import cbdc.protocol.sbe.SweepSuspenseDecoder;
import cbdc.protocol.sbe.SweepSuspenseEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The canonical bytes of an order: what issuer keys sign, and what the ledger checks. One order has
 * exactly one encoding; decoding refuses bytes that would not encode back to themselves.
 */
public final class OrderCodec {
  /** Longest order in bytes. */
  public static final int MAX_LENGTH = 8 * 1024;

  private OrderCodec() {}

  /** The bytes to sign. */
  public static byte[] encode(Order order) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    MessageHeaderEncoder header = new MessageHeaderEncoder();
    Header h = order.header();
    int length =
        switch (order) {
          case CreditReserve o -> {
            var e = new CreditReserveEncoder().wrapAndApplyHeader(buffer, 0, header);
            write(h, e.orderHeader());
            yield e.amount(o.amount()).encodedLength();
          }
          case Issue o -> {
            var e = new IssueEncoder().wrapAndApplyHeader(buffer, 0, header);
            write(h, e.orderHeader());
            yield e.amount(o.amount()).encodedLength();
          }
          case Redeem o -> {
            var e = new RedeemEncoder().wrapAndApplyHeader(buffer, 0, header);
            write(h, e.orderHeader());
            yield e.amount(o.amount()).encodedLength();
          }
          case SetOfficialStatus o -> {
            var e = new SetOfficialStatusEncoder().wrapAndApplyHeader(buffer, 0, header);
            write(h, e.orderHeader());
            yield e.account(o.account()).status((short) o.status().code()).encodedLength();
          }
          case SetPolicy o -> encodePolicy(o, buffer, header);
          case SetBank o -> encodeBank(o, buffer, header);
          case SetIssuerKeys o -> encodeIssuerKeys(o, buffer, header);
          case SweepSuspense o -> {
            var e = new SweepSuspenseEncoder().wrapAndApplyHeader(buffer, 0, header);
            write(h, e.orderHeader());
            yield e.shard(o.shard()).encodedLength();
          }
          case RaiseRulesVersion o -> {
            var e = new RaiseRulesVersionEncoder().wrapAndApplyHeader(buffer, 0, header);
            write(h, e.orderHeader());
            yield e.rulesVersion(o.rulesVersion()).encodedLength();
          }
          case ReplaceNode o -> {
            byte[] removed = o.removed().getBytes(StandardCharsets.UTF_8);
            byte[] added = o.added().getBytes(StandardCharsets.UTF_8);
            var e = new ReplaceNodeEncoder().wrapAndApplyHeader(buffer, 0, header);
            write(h, e.orderHeader());
            yield e.putRemoved(removed, 0, removed.length)
                .putAdded(added, 0, added.length)
                .encodedLength();
          }
        };
    byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /**
   * Reads an order.
   *
   * @throws MalformedException when the bytes are no canonical order
   */
  public static Order decode(byte[] bytes) {
    if (bytes.length > MAX_LENGTH || bytes.length < MessageHeaderDecoder.ENCODED_LENGTH) {
      throw new MalformedException("an order of " + bytes.length + " bytes");
    }
    Order order;
    try {
      order = decodeBody(new UnsafeBuffer(bytes));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new MalformedException("the order is cut or wrong: " + e.getMessage());
    }
    if (!java.util.Arrays.equals(bytes, encode(order))) {
      throw new MalformedException("the order's bytes are not canonical");
    }
    return order;
  }

  private static Order decodeBody(UnsafeBuffer buffer) {
    MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
      throw new MalformedException("expected schema " + MessageHeaderDecoder.SCHEMA_ID);
    }
    int body = MessageHeaderDecoder.ENCODED_LENGTH;
    int length = header.blockLength();
    int version = header.version();
    return switch (header.templateId()) {
      case CreditReserveDecoder.TEMPLATE_ID -> {
        var d = new CreditReserveDecoder().wrap(buffer, body, length, version);
        yield new CreditReserve(header(d.orderHeader()), d.amount());
      }
      case IssueDecoder.TEMPLATE_ID -> {
        var d = new IssueDecoder().wrap(buffer, body, length, version);
        yield new Issue(header(d.orderHeader()), d.amount());
      }
      case RedeemDecoder.TEMPLATE_ID -> {
        var d = new RedeemDecoder().wrap(buffer, body, length, version);
        yield new Redeem(header(d.orderHeader()), d.amount());
      }
      case SetOfficialStatusDecoder.TEMPLATE_ID -> {
        var d = new SetOfficialStatusDecoder().wrap(buffer, body, length, version);
        AccountStatus status = AccountStatus.ofCode(d.status());
        if (status == null) {
          throw new MalformedException("unknown account status " + d.status());
        }
        yield new SetOfficialStatus(header(d.orderHeader()), d.account(), status);
      }
      case SetPolicyDecoder.TEMPLATE_ID ->
          decodePolicy(new SetPolicyDecoder().wrap(buffer, body, length, version));
      case SetBankDecoder.TEMPLATE_ID ->
          decodeBank(new SetBankDecoder().wrap(buffer, body, length, version));
      case SetIssuerKeysDecoder.TEMPLATE_ID ->
          decodeIssuerKeys(new SetIssuerKeysDecoder().wrap(buffer, body, length, version));
      case SweepSuspenseDecoder.TEMPLATE_ID -> {
        var d = new SweepSuspenseDecoder().wrap(buffer, body, length, version);
        yield new SweepSuspense(header(d.orderHeader()), d.shard());
      }
      case RaiseRulesVersionDecoder.TEMPLATE_ID -> {
        var d = new RaiseRulesVersionDecoder().wrap(buffer, body, length, version);
        yield new RaiseRulesVersion(header(d.orderHeader()), d.rulesVersion());
      }
      case ReplaceNodeDecoder.TEMPLATE_ID -> {
        var d = new ReplaceNodeDecoder().wrap(buffer, body, length, version);
        Header h = header(d.orderHeader());
        byte[] removed = new byte[d.removedLength()];
        d.getRemoved(removed, 0, removed.length);
        byte[] added = new byte[d.addedLength()];
        d.getAdded(added, 0, added.length);
        yield new ReplaceNode(
            h,
            new String(removed, StandardCharsets.UTF_8),
            new String(added, StandardCharsets.UTF_8));
      }
      default -> throw new MalformedException("unknown order template " + header.templateId());
    };
  }

  private static void write(Header h, OrderHeaderEncoder to) {
    to.clusterHigh(h.clusterHigh())
        .clusterLow(h.clusterLow())
        .bank(h.bank())
        .number(h.number())
        .lastValidDay(h.lastValidDay());
  }

  private static Header header(OrderHeaderDecoder d) {
    return new Header(d.clusterHigh(), d.clusterLow(), d.bank(), d.number(), d.lastValidDay());
  }

  private static int encodePolicy(
      SetPolicy o, ExpandableArrayBuffer buffer, MessageHeaderEncoder header) {
    SetPolicyEncoder e = new SetPolicyEncoder().wrapAndApplyHeader(buffer, 0, header);
    write(o.header(), e.orderHeader());
    e.utcOffsetSeconds(o.policy().utcOffsetSeconds());
    var classes = e.classesCount(o.policy().classes().size());
    for (ClassLimits c : o.policy().classes()) {
      classes
          .next()
          .classNumber((short) c.classNumber())
          .single(c.single())
          .daily(c.daily())
          .yearly(c.yearly())
          .balance(c.balance());
    }
    return e.encodedLength();
  }

  private static SetPolicy decodePolicy(SetPolicyDecoder d) {
    Header h = header(d.orderHeader());
    int offset = d.utcOffsetSeconds();
    List<ClassLimits> classes = new ArrayList<>();
    for (var c : d.classes()) {
      classes.add(new ClassLimits(c.classNumber(), c.single(), c.daily(), c.yearly(), c.balance()));
    }
    return new SetPolicy(h, new LimitPolicy(offset, classes));
  }

  private static int encodeBank(
      SetBank o, ExpandableArrayBuffer buffer, MessageHeaderEncoder header) {
    SetBankEncoder e = new SetBankEncoder().wrapAndApplyHeader(buffer, 0, header);
    write(o.header(), e.orderHeader());
    e.status((short) o.status().code()).quota(o.quota());
    var keys = e.keysCount(o.keys().size());
    for (PublicKey key : o.keys()) {
      keys.next()
          .keyId(key.keyId())
          .suite((short) key.suite())
          .putPublicKey(key.encoded(), 0, key.encoded().length);
    }
    return e.encodedLength();
  }

  private static SetBank decodeBank(SetBankDecoder d) {
    Header h = header(d.orderHeader());
    BankStatus status = BankStatus.ofCode(d.status());
    if (status == null) {
      throw new MalformedException("unknown bank status " + d.status());
    }
    long quota = d.quota();
    List<PublicKey> keys = new ArrayList<>();
    for (var k : d.keys()) {
      long keyId = k.keyId();
      int suite = k.suite();
      byte[] encoded = new byte[k.publicKeyLength()];
      k.getPublicKey(encoded, 0, encoded.length);
      keys.add(new PublicKey(keyId, suite, encoded));
    }
    return new SetBank(h, status, quota, keys);
  }

  private static int encodeIssuerKeys(
      SetIssuerKeys o, ExpandableArrayBuffer buffer, MessageHeaderEncoder header) {
    SetIssuerKeysEncoder e = new SetIssuerKeysEncoder().wrapAndApplyHeader(buffer, 0, header);
    write(o.header(), e.orderHeader());
    e.threshold((short) o.threshold());
    var keys = e.keysCount(o.keys().size());
    for (PublicKey key : o.keys()) {
      keys.next()
          .keyId(key.keyId())
          .suite((short) key.suite())
          .putPublicKey(key.encoded(), 0, key.encoded().length);
    }
    return e.encodedLength();
  }

  private static SetIssuerKeys decodeIssuerKeys(SetIssuerKeysDecoder d) {
    Header h = header(d.orderHeader());
    int threshold = d.threshold();
    List<PublicKey> keys = new ArrayList<>();
    for (var k : d.keys()) {
      long keyId = k.keyId();
      int suite = k.suite();
      byte[] encoded = new byte[k.publicKeyLength()];
      k.getPublicKey(encoded, 0, encoded.length);
      keys.add(new PublicKey(keyId, suite, encoded));
    }
    return new SetIssuerKeys(h, threshold, keys);
  }
}
