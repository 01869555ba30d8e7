package cbdc.simulator.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One kept connection to a wallet service, with at most one payment under way, as an ordinary
 * client has. Used by one thread.
 */
final class HttpConnection {
  private static final int REPLY_BYTES_MAX = 32 * 1024;

  private final Selector selector;
  private final InetSocketAddress address;
  private final HttpRequests requests;
  private final ByteBuffer out;
  private final ByteBuffer in = ByteBuffer.allocate(REPLY_BYTES_MAX);
  private final HttpReply reply = new HttpReply();
  private SocketChannel channel;
  private SelectionKey key;
  private boolean busy;
  private boolean measured;
  private long intendedNanos;
  private long sentNanos;

  HttpConnection(Selector selector, InetSocketAddress address, HttpRequests requests) {
    this.selector = selector;
    this.address = address;
    this.requests = requests;
    this.out = ByteBuffer.allocateDirect(requests.lengthMax());
  }

  /** Begins to connect; {@link #finishConnecting} follows when the key is ready. */
  void connect() throws IOException {
    busy = false;
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    int interest = channel.connect(address) ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
    key = channel.register(selector, interest, this);
  }

  boolean isConnected() {
    return channel.isConnected();
  }

  /** The connection is there, or not to be had. */
  void finishConnecting() throws IOException {
    if (channel.finishConnect()) {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  /**
   * Sends a payment.
   *
   * @param intended when it should have begun, as of {@link System#nanoTime}
   * @param isMeasured whether its outcome counts
   */
  void send(long intended, boolean isMeasured, long nowNanos) throws IOException {
    busy = true;
    measured = isMeasured;
    intendedNanos = intended;
    sentNanos = nowNanos;
    in.clear();
    reply.reset();
    out.clear();
    requests.write(out);
    out.flip();
    flush();
  }

  /** Writes what the socket did not take at once. */
  void flush() throws IOException {
    channel.write(out);
    int interest = SelectionKey.OP_READ | (out.hasRemaining() ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  /**
   * Reads what has arrived; true when the reply is whole, and no payment is under way any more.
   *
   * @throws EOFException when the service has closed the connection
   * @throws IOException when it failed, or sends what cannot be read
   */
  boolean read() throws IOException {
    int count = channel.read(in);
    if (count < 0) {
      throw new EOFException("closed by the service");
    }
    if (!busy && count > 0) {
      throw new UnreadableReplyException("bytes that nobody asked for");
    }
    if (!busy) {
      return false;
    }
    if (reply.isWhole(in.array(), in.position())) {
      if (in.position() > reply.end()) {
        throw new UnreadableReplyException("more bytes than the reply's length");
      }
      busy = false;
      return true;
    }
    if (!in.hasRemaining()) {
      throw new UnreadableReplyException("a reply of more than " + REPLY_BYTES_MAX + " bytes");
    }
    return false;
  }

  /** Closes the connection; what was under way on it stays without a reply. */
  void close() throws IOException {
    busy = false;
    key.cancel();
    channel.close();
  }

  HttpReply reply() {
    return reply;
  }

  byte[] replyBytes() {
    return in.array();
  }

  InetSocketAddress address() {
    return address;
  }

  boolean isBusy() {
    return busy;
  }

  boolean isMeasured() {
    return measured;
  }

  long intendedNanos() {
    return intendedNanos;
  }

  long sentNanos() {
    return sentNanos;
  }
}
