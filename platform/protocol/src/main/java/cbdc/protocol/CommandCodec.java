package cbdc.protocol;

import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Command.ChangeClass;
import cbdc.protocol.Command.OpenAccount;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Command.ReleaseHold;
import cbdc.protocol.Command.SetStatus;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.sbe.AskOutcomeDecoder;
import cbdc.protocol.sbe.AskOutcomeEncoder;
import cbdc.protocol.sbe.AskOutcomeOfContentDecoder;
import cbdc.protocol.sbe.AskOutcomeOfContentEncoder;
import cbdc.protocol.sbe.CaptureHoldDecoder;
import cbdc.protocol.sbe.CaptureHoldEncoder;
import cbdc.protocol.sbe.ChangeClassDecoder;
import cbdc.protocol.sbe.ChangeClassEncoder;
import cbdc.protocol.sbe.MessageHeaderDecoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import cbdc.protocol.sbe.OpenAccountDecoder;
import cbdc.protocol.sbe.OpenAccountEncoder;
import cbdc.protocol.sbe.PayDecoder;
import cbdc.protocol.sbe.PayEncoder;
import cbdc.protocol.sbe.PlaceHoldDecoder;
import cbdc.protocol.sbe.PlaceHoldEncoder;
import cbdc.protocol.sbe.ReleaseHoldDecoder;
import cbdc.protocol.sbe.ReleaseHoldEncoder;
import cbdc.protocol.sbe.SetStatusDecoder;
import cbdc.protocol.sbe.SetStatusEncoder;
import cbdc.protocol.sbe.SubmitOrderDecoder;
import cbdc.protocol.sbe.SubmitOrderEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Binary form of commands. Holds reusable flyweights: one instance per thread. */
public final class CommandCodec {
  private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final OpenAccountEncoder openAccountEncoder = new OpenAccountEncoder();
  private final OpenAccountDecoder openAccount = new OpenAccountDecoder();
  private final ChangeClassEncoder changeClassEncoder = new ChangeClassEncoder();
  private final ChangeClassDecoder changeClass = new ChangeClassDecoder();
  private final SetStatusEncoder setStatusEncoder = new SetStatusEncoder();
  private final SetStatusDecoder setStatus = new SetStatusDecoder();
  private final PayEncoder payEncoder = new PayEncoder();
  private final PayDecoder pay = new PayDecoder();
  private final PlaceHoldEncoder placeHoldEncoder = new PlaceHoldEncoder();
  private final PlaceHoldDecoder placeHold = new PlaceHoldDecoder();
  private final CaptureHoldEncoder captureHoldEncoder = new CaptureHoldEncoder();
  private final CaptureHoldDecoder captureHold = new CaptureHoldDecoder();
  private final ReleaseHoldEncoder releaseHoldEncoder = new ReleaseHoldEncoder();
  private final ReleaseHoldDecoder releaseHold = new ReleaseHoldDecoder();
  private final AskOutcomeEncoder askOutcomeEncoder = new AskOutcomeEncoder();
  private final AskOutcomeDecoder askOutcome = new AskOutcomeDecoder();
  private final AskOutcomeOfContentEncoder askOfContentEncoder = new AskOutcomeOfContentEncoder();
  private final AskOutcomeOfContentDecoder askOfContent = new AskOutcomeOfContentDecoder();
  private final SubmitOrderEncoder submitOrderEncoder = new SubmitOrderEncoder();
  private final SubmitOrderDecoder submitOrder = new SubmitOrderDecoder();
  private int decodedLength;
  private int textAt;

  /**
   * Writes a command with its message header.
   *
   * @return bytes written
   */
  public int encode(Command command, MutableDirectBuffer buffer, int offset) {
    int bodyLength =
        switch (command) {
          case Pay c -> encodePay(c, buffer, offset);
          case OpenAccount c ->
              openAccountEncoder
                  .wrapAndApplyHeader(buffer, offset, headerEncoder)
                  .idHigh(c.id().high())
                  .idLow(c.id().low())
                  .account(c.account())
                  .kind((short) c.kind().code())
                  .classNumber((short) c.classNumber())
                  .encodedLength();
          case ChangeClass c ->
              changeClassEncoder
                  .wrapAndApplyHeader(buffer, offset, headerEncoder)
                  .idHigh(c.id().high())
                  .idLow(c.id().low())
                  .account(c.account())
                  .classNumber((short) c.classNumber())
                  .encodedLength();
          case SetStatus c ->
              setStatusEncoder
                  .wrapAndApplyHeader(buffer, offset, headerEncoder)
                  .idHigh(c.id().high())
                  .idLow(c.id().low())
                  .account(c.account())
                  .status((short) c.status().code())
                  .encodedLength();
          case PlaceHold c -> encodePlaceHold(c, buffer, offset);
          case CaptureHold c -> encodeCaptureHold(c, buffer, offset);
          case ReleaseHold c ->
              releaseHoldEncoder
                  .wrapAndApplyHeader(buffer, offset, headerEncoder)
                  .idHigh(c.id().high())
                  .idLow(c.id().low())
                  .payer(c.payer())
                  .payee(c.payee())
                  .holdHigh(c.hold().high())
                  .holdLow(c.hold().low())
                  .encodedLength();
          case AskOutcome c -> encodeAskOutcome(c, buffer, offset);
          case SubmitOrder c -> encodeSubmitOrder(c, buffer, offset);
        };
    return MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
  }

  /**
   * Reads the command at an offset; {@link #decodedLength()} then tells its length.
   *
   * @throws MalformedException when the bytes up to {@code limit} hold no whole command
   */
  public Command decode(DirectBuffer buffer, int offset, int limit) {
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    if (body > limit) {
      throw new MalformedException("command header is cut at byte " + offset);
    }
    header.wrap(buffer, offset);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
      throw new MalformedException(
          "expected schema " + MessageHeaderDecoder.SCHEMA_ID + " at byte " + offset);
    }
    int blockLength = header.blockLength();
    int version = header.version();
    try {
      Command command = decodeBody(header.templateId(), buffer, body, blockLength, version);
      if (offset + decodedLength > limit) {
        throw new MalformedException("command at byte " + offset + " is cut");
      }
      return command;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new MalformedException(
          "command at byte " + offset + " is cut or wrong: " + e.getMessage());
    }
  }

  /** Length of the command that was decoded last, with its header. */
  public int decodedLength() {
    return decodedLength;
  }

  private Command decodeBody(
      int templateId, DirectBuffer buffer, int body, int blockLength, int version) {
    return switch (templateId) {
      case PayDecoder.TEMPLATE_ID -> decodePay(buffer, body, blockLength, version);
      case OpenAccountDecoder.TEMPLATE_ID -> decodeOpenAccount(buffer, body, blockLength, version);
      case ChangeClassDecoder.TEMPLATE_ID -> {
        ChangeClassDecoder d = changeClass.wrap(buffer, body, blockLength, version);
        yield ended(
            d.limit(),
            body,
            new ChangeClass(id(d.idHigh(), d.idLow()), d.account(), d.classNumber()));
      }
      case SetStatusDecoder.TEMPLATE_ID -> decodeSetStatus(buffer, body, blockLength, version);
      case PlaceHoldDecoder.TEMPLATE_ID -> decodePlaceHold(buffer, body, blockLength, version);
      case CaptureHoldDecoder.TEMPLATE_ID -> decodeCaptureHold(buffer, body, blockLength, version);
      case ReleaseHoldDecoder.TEMPLATE_ID -> {
        ReleaseHoldDecoder d = releaseHold.wrap(buffer, body, blockLength, version);
        CommandId hold = id(d.holdHigh(), d.holdLow());
        yield ended(
            d.limit(),
            body,
            new ReleaseHold(id(d.idHigh(), d.idLow()), d.payer(), d.payee(), hold));
      }
      case AskOutcomeDecoder.TEMPLATE_ID -> {
        AskOutcomeDecoder d = askOutcome.wrap(buffer, body, blockLength, version);
        CommandId id = id(d.idHigh(), d.idLow());
        yield ended(d.limit(), body, AskOutcome.ofAnyContent(id, d.account()));
      }
      case AskOutcomeOfContentDecoder.TEMPLATE_ID -> {
        AskOutcomeOfContentDecoder d = askOfContent.wrap(buffer, body, blockLength, version);
        CommandId id = id(d.idHigh(), d.idLow());
        AskOutcome question = new AskOutcome(id, d.account(), d.fingerprint());
        if (question.isOfAnyContent()) {
          throw new MalformedException("a question about no content in the place of its content");
        }
        yield ended(d.limit(), body, question);
      }
      case SubmitOrderDecoder.TEMPLATE_ID -> decodeSubmitOrder(buffer, body, blockLength, version);
      default -> throw new MalformedException("unknown command template " + templateId);
    };
  }

  private int encodeAskOutcome(AskOutcome c, MutableDirectBuffer buffer, int offset) {
    if (c.isOfAnyContent()) {
      return askOutcomeEncoder
          .wrapAndApplyHeader(buffer, offset, headerEncoder)
          .idHigh(c.id().high())
          .idLow(c.id().low())
          .account(c.account())
          .encodedLength();
    }
    return askOfContentEncoder
        .wrapAndApplyHeader(buffer, offset, headerEncoder)
        .idHigh(c.id().high())
        .idLow(c.id().low())
        .account(c.account())
        .fingerprint(c.fingerprint())
        .encodedLength();
  }

  private int encodePay(Pay c, MutableDirectBuffer buffer, int offset) {
    return payEncoder
        .wrapAndApplyHeader(buffer, offset, headerEncoder)
        .idHigh(c.id().high())
        .idLow(c.id().low())
        .payer(c.payer())
        .payee(c.payee())
        .amount(c.amount())
        .putEndToEndId(c.endToEndId().utf8(), 0, c.endToEndId().length())
        .putNote(c.note().utf8(), 0, c.note().length())
        .encodedLength();
  }

  private Command decodePay(DirectBuffer buffer, int body, int blockLength, int version) {
    PayDecoder d = pay.wrap(buffer, body, blockLength, version);
    CommandId id = id(d.idHigh(), d.idLow());
    long payer = d.payer();
    long payee = d.payee();
    long amount = d.amount();
    textAt = d.limit();
    Text endToEndId = nextText(buffer);
    Text note = nextText(buffer);
    return ended(textAt, body, new Pay(id, payer, payee, amount, endToEndId, note));
  }

  /** Reads the text at {@code textAt}, a byte of length and its UTF-8, and goes behind it. */
  private Text nextText(DirectBuffer buffer) {
    int length = buffer.getByte(textAt) & 0xFF;
    Text text = Text.EMPTY;
    if (length > 0) {
      byte[] utf8 = new byte[length];
      buffer.getBytes(textAt + 1, utf8);
      text = Text.ofUtf8(utf8);
    }
    textAt += 1 + length;
    return text;
  }

  private Command decodeOpenAccount(DirectBuffer buffer, int body, int blockLength, int version) {
    OpenAccountDecoder d = openAccount.wrap(buffer, body, blockLength, version);
    AccountKind kind = AccountKind.ofCode(d.kind());
    if (kind == null) {
      throw new MalformedException("unknown account kind " + d.kind());
    }
    return ended(
        d.limit(),
        body,
        new OpenAccount(id(d.idHigh(), d.idLow()), d.account(), kind, d.classNumber()));
  }

  private Command decodeSetStatus(DirectBuffer buffer, int body, int blockLength, int version) {
    SetStatusDecoder d = setStatus.wrap(buffer, body, blockLength, version);
    AccountStatus status = AccountStatus.ofCode(d.status());
    if (status == null) {
      throw new MalformedException("unknown account status " + d.status());
    }
    return ended(d.limit(), body, new SetStatus(id(d.idHigh(), d.idLow()), d.account(), status));
  }

  private int encodePlaceHold(PlaceHold c, MutableDirectBuffer buffer, int offset) {
    return placeHoldEncoder
        .wrapAndApplyHeader(buffer, offset, headerEncoder)
        .idHigh(c.id().high())
        .idLow(c.id().low())
        .payer(c.payer())
        .payee(c.payee())
        .amount(c.amount())
        .expiresAtMillis(c.expiresAtMillis())
        .putEndToEndId(c.endToEndId().utf8(), 0, c.endToEndId().length())
        .putNote(c.note().utf8(), 0, c.note().length())
        .encodedLength();
  }

  private Command decodePlaceHold(DirectBuffer buffer, int body, int blockLength, int version) {
    PlaceHoldDecoder d = placeHold.wrap(buffer, body, blockLength, version);
    CommandId id = id(d.idHigh(), d.idLow());
    textAt = d.limit();
    Text endToEndId = nextText(buffer);
    Text note = nextText(buffer);
    return ended(
        textAt,
        body,
        new PlaceHold(id, d.payer(), d.payee(), d.amount(), d.expiresAtMillis(), endToEndId, note));
  }

  private int encodeCaptureHold(CaptureHold c, MutableDirectBuffer buffer, int offset) {
    return captureHoldEncoder
        .wrapAndApplyHeader(buffer, offset, headerEncoder)
        .idHigh(c.id().high())
        .idLow(c.id().low())
        .payer(c.payer())
        .payee(c.payee())
        .holdHigh(c.hold().high())
        .holdLow(c.hold().low())
        .amount(c.amount())
        .putEndToEndId(c.endToEndId().utf8(), 0, c.endToEndId().length())
        .putNote(c.note().utf8(), 0, c.note().length())
        .encodedLength();
  }

  private Command decodeCaptureHold(DirectBuffer buffer, int body, int blockLength, int version) {
    CaptureHoldDecoder d = captureHold.wrap(buffer, body, blockLength, version);
    CommandId id = id(d.idHigh(), d.idLow());
    CommandId hold = id(d.holdHigh(), d.holdLow());
    textAt = d.limit();
    Text endToEndId = nextText(buffer);
    Text note = nextText(buffer);
    return ended(
        textAt,
        body,
        new CaptureHold(id, d.payer(), d.payee(), hold, d.amount(), endToEndId, note));
  }

  private int encodeSubmitOrder(SubmitOrder c, MutableDirectBuffer buffer, int offset) {
    submitOrderEncoder
        .wrapAndApplyHeader(buffer, offset, headerEncoder)
        .idHigh(c.id().high())
        .idLow(c.id().low());
    SubmitOrderEncoder.ApprovalsEncoder approvals =
        submitOrderEncoder.approvalsCount(c.approvals().size());
    for (Approval approval : c.approvals()) {
      approvals
          .next()
          .keyId(approval.keyId())
          .putSignature(approval.signature(), 0, Approval.SIGNATURE_LENGTH);
    }
    return submitOrderEncoder.putOrder(c.order(), 0, c.order().length).encodedLength();
  }

  private Command decodeSubmitOrder(DirectBuffer buffer, int body, int blockLength, int version) {
    SubmitOrderDecoder d = submitOrder.wrap(buffer, body, blockLength, version);
    CommandId id = id(d.idHigh(), d.idLow());
    SubmitOrderDecoder.ApprovalsDecoder approvals = d.approvals();
    if (approvals.count() > SubmitOrder.MAX_APPROVALS) {
      throw new MalformedException("more than " + SubmitOrder.MAX_APPROVALS + " approvals");
    }
    List<Approval> list = new ArrayList<>(approvals.count());
    while (approvals.hasNext()) {
      byte[] signature = new byte[Approval.SIGNATURE_LENGTH];
      long keyId = approvals.next().keyId();
      approvals.getSignature(signature, 0, signature.length);
      list.add(new Approval(keyId, signature));
    }
    return ended(
        d.limit() + 4 + orderLength(d, buffer), body, new SubmitOrder(id, readOrder(d), list));
  }

  private static int orderLength(SubmitOrderDecoder d, DirectBuffer buffer) {
    int length = d.orderLength();
    if (length < 0
        || length > OrderCodec.MAX_LENGTH
        || d.limit() + 4 + length > buffer.capacity()) {
      throw new MalformedException("order of " + length + " bytes");
    }
    return length;
  }

  private static byte[] readOrder(SubmitOrderDecoder d) {
    byte[] order = new byte[d.orderLength()];
    d.getOrder(order, 0, order.length);
    return order;
  }

  private Command ended(int bodyLimit, int body, Command command) {
    decodedLength = bodyLimit - body + MessageHeaderDecoder.ENCODED_LENGTH;
    return command;
  }

  private static CommandId id(long high, long low) {
    return new CommandId(high, low);
  }
}
