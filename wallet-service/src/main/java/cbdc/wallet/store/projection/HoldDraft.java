package cbdc.wallet.store.projection;

import cbdc.protocol.CommandId;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.PaymentKey;

/** One hold while pages are being worked in. */
final class HoldDraft {
  final PaymentKey key;
  final long payer;
  final long payee;
  final long amount;
  final String endToEndId;
  final String note;
  final long placedAt;
  final long createdMillis;
  final long expiresMillis;
  long captured;
  HoldRecord.Status status = HoldRecord.Status.OPEN;
  CommandId endedBy;
  Place ended;

  HoldDraft(
      PaymentKey key,
      long payer,
      long payee,
      long amount,
      String endToEndId,
      String note,
      long placedAt,
      long createdMillis,
      long expiresMillis) {
    this.key = key;
    this.payer = payer;
    this.payee = payee;
    this.amount = amount;
    this.endToEndId = endToEndId;
    this.note = note;
    this.placedAt = placedAt;
    this.createdMillis = createdMillis;
    this.expiresMillis = expiresMillis;
  }

  /** Pays a part of it. */
  void capture(CommandId by, long part, Place place) {
    requireOpen();
    captured = Math.addExact(captured, part);
    if (captured > amount) {
      throw new FeedContradiction("more was captured of a hold than it had");
    }
    if (captured == amount) {
      end(HoldRecord.Status.CAPTURED, by, place);
    }
  }

  /**
   * Gives the rest of it back.
   *
   * @param by the command behind it, or null when its time was over
   * @return the rest, minor units
   */
  long giveBack(HoldRecord.Status how, CommandId by, Place place) {
    requireOpen();
    end(how, by, place);
    return amount - captured;
  }

  private void end(HoldRecord.Status how, CommandId by, Place place) {
    status = how;
    endedBy = by;
    ended = place;
  }

  private void requireOpen() {
    if (status != HoldRecord.Status.OPEN) {
      throw new FeedContradiction("a hold ended before as " + status);
    }
  }
}
