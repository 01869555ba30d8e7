package cbdc.settlement.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a client has done since its start. May be read from any thread at any time. */
public final class ClientCounters {
  final LongAdder submitted = new LongAdder();
  final LongAdder refusedQueueFull = new LongAdder();
  final LongAdder settled = new LongAdder();
  final LongAdder declined = new LongAdder();
  final LongAdder returned = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder unknown = new LongAdder();
  final LongAdder pending = new LongAdder();
  final LongAdder flushes = new LongAdder();
  final LongAdder batches = new LongAdder();
  final LongAdder commandsSent = new LongAdder();
  final LongAdder commandsSentAgain = new LongAdder();
  final LongAdder laterBatches = new LongAdder();
  final LongAdder redirects = new LongAdder();
  final LongAdder refusedBatches = new LongAdder();
  final LongAdder failedAttempts = new LongAdder();
  final LongAdder questions = new LongAdder();
  final LongAdder streamGaps = new LongAdder();
  final LongAdder historySearches = new LongAdder();
  final LongAdder hintsAnswers = new LongAdder();
  final LongAdder reads = new LongAdder();
  final LongAdder readAttempts = new LongAdder();

  ClientCounters() {}

  /** All counts by name, for a metrics registry or a report. */
  public Map<String, Long> snapshot() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("submitted", submitted());
    counts.put("refusedQueueFull", refusedQueueFull());
    counts.put("settled", settled());
    counts.put("declined", declined());
    counts.put("returned", returned());
    counts.put("cancelled", cancelled());
    counts.put("unknown", unknown());
    counts.put("pending", pending.sum());
    counts.put("flushes", flushes());
    counts.put("batches", batches());
    counts.put("commandsSent", commandsSent());
    counts.put("commandsSentAgain", commandsSentAgain());
    counts.put("laterBatches", laterBatches.sum());
    counts.put("redirects", redirects());
    counts.put("refusedBatches", refusedBatches.sum());
    counts.put("failedAttempts", failedAttempts());
    counts.put("questions", questions());
    counts.put("streamGaps", streamGaps());
    counts.put("historySearches", historySearches());
    counts.put("hintsAnswers", hintsAnswers.sum());
    counts.put("reads", reads.sum());
    counts.put("readAttempts", readAttempts.sum());
    return counts;
  }

  /** Commands and questions taken. */
  public long submitted() {
    return submitted.sum();
  }

  /** Commands refused because too many were open. */
  public long refusedQueueFull() {
    return refusedQueueFull.sum();
  }

  /** Commands that ended as settled. */
  public long settled() {
    return settled.sum();
  }

  /** Commands that ended as rejected. */
  public long declined() {
    return declined.sum();
  }

  /** Payments whose money came back. */
  public long returned() {
    return returned.sum();
  }

  /** Commands that never arrived and never will be executed. */
  public long cancelled() {
    return cancelled.sum();
  }

  /** Commands given up on with {@link OutcomeUnknown}. */
  public long unknown() {
    return unknown.sum();
  }

  /** Flushes sent. */
  public long flushes() {
    return flushes.sum();
  }

  /** Batches sent, one per shard and flush. */
  public long batches() {
    return batches.sum();
  }

  /** Commands sent, each attempt counted; questions included. */
  public long commandsSent() {
    return commandsSent.sum();
  }

  /** Commands sent when they had been sent before. */
  public long commandsSentAgain() {
    return commandsSentAgain.sum();
  }

  /** Batches whose answer came over the completion stream, because their shard was slow. */
  public long laterBatches() {
    return laterBatches.sum();
  }

  /** Batches, or commands of one, that a node refused before proposing them. */
  public long refusedBatches() {
    return refusedBatches.sum();
  }

  /** Batches that came to a node that does not lead the shard. */
  public long redirects() {
    return redirects.sum();
  }

  /** Flushes that ended without a usable answer. */
  public long failedAttempts() {
    return failedAttempts.sum();
  }

  /** Questions for the outcome of an id. */
  public long questions() {
    return questions.sum();
  }

  /** Times that completions were found to be lost. */
  public long streamGaps() {
    return streamGaps.sum();
  }

  /** Expired ids looked for in the history. */
  public long historySearches() {
    return historySearches.sum();
  }
}
