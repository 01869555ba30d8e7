package cbdc.settlement.client;

import cbdc.crypto.DomainSeparated;
import cbdc.protocol.MalformedException;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadRequest;
import cbdc.settlement.client.transport.CallResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads: signed, sent to the shard's leader, repeated with other members until the deadline. They
 * change nothing, so repeating is free.
 */
final class ReadDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ReadDesk.class);
  private static final DomainSeparated DOMAIN = DomainSeparated.labelled(ReadRequest.LABEL);

  private final ClientCore core;
  private final Set<OpenRead> open = new LinkedHashSet<>();

  ReadDesk(ClientCore core) {
    this.core = core;
  }

  void begin(OpenRead read) {
    if (open.size() >= core.config.maxOpenReads()) {
      read.done = true;
      read.callback.refused(RejectionCode.OVERLOADED);
      return;
    }
    core.counters.reads.increment();
    open.add(read);
    read.deadlineAt = core.now() + core.config.deadlineMillis();
    attempt(read);
  }

  /** The timer of a read that rests. */
  void due(OpenRead read, long now) {
    if (read.done || read.underWay) {
      return;
    }
    if (now >= read.deadlineAt) {
      refuse(read, RejectionCode.NO_LEADER);
    } else {
      attempt(read);
    }
  }

  void failAll() {
    for (OpenRead read : new ArrayList<>(open)) {
      refuse(read, RejectionCode.NO_LEADER);
    }
  }

  private void attempt(OpenRead read) {
    int shard = core.lanes.length == 0 ? 0 : read.query.shard(core.lanes.length);
    if (core.lanes.length != 0 && shard >= core.lanes.length) {
      refuse(read, RejectionCode.WRONG_SHARD);
      return;
    }
    String target = core.lanes.length == 0 ? null : target(read, core.lanes[shard]);
    if (target == null) {
      core.router.refreshSoon();
      rest(read);
      return;
    }
    byte[] request;
    try {
      request = request(read.query).encode();
    } catch (RuntimeException e) {
      LOG.debug("a read could not be signed", e);
      rest(read);
      return;
    }
    read.underWay = true;
    core.counters.readAttempts.increment();
    core.call(target, CallKind.READ, request, core.config.attemptMillis())
        .whenComplete(
            (result, failure) -> core.onLoop(() -> ended(read, target, shard, result, failure)));
  }

  private String target(OpenRead read, ShardLane lane) {
    Set<String> nodes = core.transport.nodes();
    String hint = read.hint;
    read.hint = "";
    return !hint.isEmpty() && nodes.contains(hint) ? hint : lane.target(nodes);
  }

  private ReadRequest request(Query query) {
    if (query instanceof Query.OfShard) {
      return ReadRequest.unsigned(query);
    }
    UUID cluster = core.router.cluster();
    ClientIdentity identity = core.identity;
    ReadRequest request =
        new ReadRequest(
            identity.bank(),
            identity.key().keyId().value(),
            core.router.ledgerMillis(),
            core.random.nextLong(),
            query,
            new byte[0]);
    byte[] payload =
        request.signedBytes(cluster.getMostSignificantBits(), cluster.getLeastSignificantBits());
    return request.withSignature(identity.key().sign(DOMAIN.bytes(payload)));
  }

  private void ended(
      OpenRead read, String nodeId, int shard, CallResult result, Throwable failure) {
    read.underWay = false;
    if (read.done) {
      return;
    }
    if (failure != null || !(result instanceof CallResult.Answered answer)) {
      boolean full =
          result instanceof CallResult.Refused refused
              && refused.reason() == CallResult.Reason.OVERLOADED;
      if (!full) {
        core.lanes[shard].suspect(nodeId);
        core.router.refreshSoon();
      }
      rest(read);
      return;
    }
    try {
      answered(read, nodeId, shard, ReadAnswer.decode(answer.response()));
    } catch (MalformedException e) {
      LOG.warn(
          "node {} answered a read with bytes that cannot be read: {}", nodeId, e.getMessage());
      rest(read);
    }
  }

  private void answered(OpenRead read, String nodeId, int shard, ReadAnswer answer) {
    switch (answer) {
      case ReadAnswer.Ok ok -> {
        end(read);
        read.callback.answered(ok);
      }
      case ReadAnswer.Refused refused -> {
        RejectionCode code = refused.code();
        if (code == RejectionCode.NO_LEADER) {
          core.lanes[shard].suspect(nodeId);
          read.hint = refused.leader();
          core.router.refreshSoon();
          if (read.failures++ == 0 && !read.hint.isEmpty()) {
            attempt(read);
          } else {
            rest(read);
          }
        } else if (mayPass(code)) {
          rest(read);
        } else {
          refuse(read, code);
        }
      }
    }
  }

  /** A new attempt carries a new time and meets another moment of the node. */
  private static boolean mayPass(RejectionCode code) {
    return switch (code) {
      case ID_EXPIRED, ID_IN_FUTURE -> true;
      default -> code.isRetryable();
    };
  }

  private void rest(OpenRead read) {
    read.failures++;
    long longest =
        Math.min(
            core.config.backoffMillisMax(),
            core.config.backoffMillisMin() << Math.min(read.failures, 16));
    core.wheel.schedule(read, core.now() + longest / 2 + core.random.nextLong(longest / 2 + 1));
  }

  private void refuse(OpenRead read, RejectionCode code) {
    end(read);
    read.callback.refused(code);
  }

  private void end(OpenRead read) {
    read.done = true;
    open.remove(read);
    core.wheel.cancel(read);
  }
}
