package cbdc.settlement.client.transport;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.spi.exception.TargetDisconnectedException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/** Reads how Hazelcast says that a call ended. */
final class CallFailures {

  private CallFailures() {}

  /** The result that stands for this response or this failure, of which one is not null. */
  static CallResult resultOf(String nodeId, Object response, Throwable failure) {
    if (failure == null) {
      return response instanceof byte[] bytes
          ? new CallResult.Answered(bytes)
          : new CallResult.Refused(
              CallResult.Reason.HANDLER_FAILED, "node " + nodeId + " answered no bytes");
    }
    Throwable cause = unwrap(failure);
    return switch (cause) {
      case RejectedExecutionException e -> refused(nodeId, e);
      case TargetDisconnectedException e -> new CallResult.NodeGone(nodeId);
      case TargetNotMemberException e -> new CallResult.NodeGone(nodeId);
      case HazelcastClientOfflineException e -> new CallResult.NodeGone(nodeId);
      case HazelcastInstanceNotActiveException e -> new CallResult.NodeGone(nodeId);
      case IOException e -> new CallResult.NodeGone(nodeId);
      // The client gave up looking for a connection to the member.
      case OperationTimeoutException e -> new CallResult.NodeGone(nodeId);
      case HazelcastClientNotActiveException e ->
          new CallResult.Refused(CallResult.Reason.CLOSED, "transport was closed");
      default ->
          new CallResult.Refused(CallResult.Reason.HANDLER_FAILED, "node " + nodeId + ": " + cause);
    };
  }

  private static CallResult refused(String nodeId, RejectedExecutionException e) {
    boolean notReady = String.valueOf(e.getMessage()).contains(NodeCall.NOT_READY);
    return new CallResult.Refused(
        notReady ? CallResult.Reason.NOT_READY : CallResult.Reason.OVERLOADED,
        "node " + nodeId + (notReady ? " takes no calls yet" : " has its command queue full"));
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
