package cbdc.protocol;

import cbdc.protocol.ChannelMessage.ForwardedOrder;
import cbdc.protocol.ChannelMessage.OrderRefusal;
import cbdc.protocol.ChannelMessage.Return;
import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.sbe.ForwardedOrderDecoder;
import cbdc.protocol.sbe.ForwardedOrderEncoder;
import cbdc.protocol.sbe.MessageHeaderDecoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import cbdc.protocol.sbe.OrderRefusalDecoder;
import cbdc.protocol.sbe.OrderRefusalEncoder;
import cbdc.protocol.sbe.ReturnDecoder;
import cbdc.protocol.sbe.ReturnEncoder;
import cbdc.protocol.sbe.TransferDecoder;
import cbdc.protocol.sbe.TransferEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Binary form of channel messages; these bytes are what a channel's running hash covers. One
 * instance per thread.
 */
public final class ChannelCodec {
  private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final TransferEncoder transferEncoder = new TransferEncoder();
  private final TransferDecoder transfer = new TransferDecoder();
  private final ReturnEncoder returnEncoder = new ReturnEncoder();
  private final ReturnDecoder returned = new ReturnDecoder();
  private final ForwardedOrderEncoder orderEncoder = new ForwardedOrderEncoder();
  private final ForwardedOrderDecoder order = new ForwardedOrderDecoder();
  private final OrderRefusalEncoder refusalEncoder = new OrderRefusalEncoder();
  private final OrderRefusalDecoder refusal = new OrderRefusalDecoder();
  private int decodedLength;

  /**
   * Writes a message with its header.
   *
   * @return bytes written
   */
  public int encode(ChannelMessage message, MutableDirectBuffer buffer, int offset) {
    int bodyLength =
        switch (message) {
          case Transfer m ->
              transferEncoder
                  .wrapAndApplyHeader(buffer, offset, headerEncoder)
                  .idHigh(m.id().high())
                  .idLow(m.id().low())
                  .payer(m.payer())
                  .payee(m.payee())
                  .amount(m.amount())
                  .putEndToEndId(m.endToEndId().utf8(), 0, m.endToEndId().length())
                  .putNote(m.note().utf8(), 0, m.note().length())
                  .encodedLength();
          case Return m ->
              returnEncoder
                  .wrapAndApplyHeader(buffer, offset, headerEncoder)
                  .idHigh(m.id().high())
                  .idLow(m.id().low())
                  .payer(m.payer())
                  .sequence(m.sequence())
                  .amount(m.amount())
                  .code((short) m.code().number())
                  .encodedLength();
          case ForwardedOrder m -> encodeOrder(m, buffer, offset);
          case OrderRefusal m ->
              refusalEncoder
                  .wrapAndApplyHeader(buffer, offset, headerEncoder)
                  .idHigh(m.id().high())
                  .idLow(m.id().low())
                  .sequence(m.sequence())
                  .code((short) m.code().number())
                  .encodedLength();
        };
    return MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
  }

  /**
   * Reads the message at an offset; {@link #decodedLength()} then tells its length.
   *
   * @throws MalformedException when the bytes up to {@code limit} hold no whole message
   */
  public ChannelMessage decode(DirectBuffer buffer, int offset, int limit) {
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    if (body > limit) {
      throw new MalformedException("channel message header is cut at byte " + offset);
    }
    header.wrap(buffer, offset);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
      throw new MalformedException(
          "expected schema " + MessageHeaderDecoder.SCHEMA_ID + " at byte " + offset);
    }
    try {
      ChannelMessage message = decodeBody(buffer, body);
      if (offset + decodedLength > limit) {
        throw new MalformedException("channel message at byte " + offset + " is cut");
      }
      return message;
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new MalformedException(
          "channel message at byte " + offset + " is cut or wrong: " + e.getMessage());
    }
  }

  /** Length of the message that was decoded last, with its header. */
  public int decodedLength() {
    return decodedLength;
  }

  private ChannelMessage decodeBody(DirectBuffer buffer, int body) {
    int length = header.blockLength();
    int version = header.version();
    return switch (header.templateId()) {
      case TransferDecoder.TEMPLATE_ID -> {
        TransferDecoder d = transfer.wrap(buffer, body, length, version);
        Text endToEndId = endToEndId(d);
        Text note = note(d);
        yield ended(
            d.limit(),
            body,
            new Transfer(
                id(d.idHigh(), d.idLow()), d.payer(), d.payee(), d.amount(), endToEndId, note));
      }
      case ReturnDecoder.TEMPLATE_ID -> {
        ReturnDecoder d = returned.wrap(buffer, body, length, version);
        yield ended(
            d.limit(),
            body,
            new Return(
                id(d.idHigh(), d.idLow()), d.payer(), d.sequence(), d.amount(), code(d.code())));
      }
      case ForwardedOrderDecoder.TEMPLATE_ID ->
          decodeOrder(order.wrap(buffer, body, length, version), body);
      case OrderRefusalDecoder.TEMPLATE_ID -> {
        OrderRefusalDecoder d = refusal.wrap(buffer, body, length, version);
        yield ended(
            d.limit(),
            body,
            new OrderRefusal(id(d.idHigh(), d.idLow()), d.sequence(), code(d.code())));
      }
      default -> throw new MalformedException("unknown channel template " + header.templateId());
    };
  }

  private static Text endToEndId(TransferDecoder d) {
    int length = d.endToEndIdLength();
    if (length == 0) {
      d.skipEndToEndId();
      return Text.EMPTY;
    }
    byte[] bytes = new byte[length];
    d.getEndToEndId(bytes, 0, length);
    return Text.ofUtf8(bytes);
  }

  private static Text note(TransferDecoder d) {
    int length = d.noteLength();
    if (length == 0) {
      d.skipNote();
      return Text.EMPTY;
    }
    byte[] bytes = new byte[length];
    d.getNote(bytes, 0, length);
    return Text.ofUtf8(bytes);
  }

  private int encodeOrder(ForwardedOrder m, MutableDirectBuffer buffer, int offset) {
    orderEncoder
        .wrapAndApplyHeader(buffer, offset, headerEncoder)
        .idHigh(m.id().high())
        .idLow(m.id().low());
    ForwardedOrderEncoder.ApprovalsEncoder approvals =
        orderEncoder.approvalsCount(m.approvals().size());
    for (Approval approval : m.approvals()) {
      approvals
          .next()
          .keyId(approval.keyId())
          .putSignature(approval.signature(), 0, Approval.SIGNATURE_LENGTH);
    }
    return orderEncoder.putOrder(m.order(), 0, m.order().length).encodedLength();
  }

  private ChannelMessage decodeOrder(ForwardedOrderDecoder d, int body) {
    CommandId id = id(d.idHigh(), d.idLow());
    List<Approval> approvals = new ArrayList<>();
    for (ForwardedOrderDecoder.ApprovalsDecoder a : d.approvals()) {
      byte[] signature = new byte[Approval.SIGNATURE_LENGTH];
      long keyId = a.keyId();
      a.getSignature(signature, 0, signature.length);
      approvals.add(new Approval(keyId, signature));
    }
    int length = d.orderLength();
    if (length < 0 || length > OrderCodec.MAX_LENGTH) {
      throw new MalformedException("order of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    d.getOrder(bytes, 0, length);
    return ended(d.limit(), body, new ForwardedOrder(id, bytes, approvals));
  }

  private static RejectionCode code(int number) {
    RejectionCode code = RejectionCode.ofNumber(number);
    if (code == null) {
      throw new MalformedException("unknown rejection code " + number);
    }
    return code;
  }

  private ChannelMessage ended(int bodyLimit, int body, ChannelMessage message) {
    decodedLength = bodyLimit - body + MessageHeaderDecoder.ENCODED_LENGTH;
    return message;
  }

  private static CommandId id(long high, long low) {
    return new CommandId(high, low);
  }
}
