package cbdc.simulator.drill.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Proxies that can be cut by direction. What is on its way when a direction is cut waits, as the
 * bytes of a TCP connection do that are sent again until they arrive; after healing it passes on,
 * late. A connection that one side ends during a cut stays open to the other, which hears nothing.
 */
public final class CutNetwork implements AutoCloseable {
  /** The name of everybody who is no node. */
  public static final String CLIENT = "client";

  private static final int BACKLOG = 100;
  private static final int PIECE_BYTES = 1 << 16;

  private final Cuts cuts = new Cuts();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ServerSocket> servers = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /**
   * Opens a way to a port on loopback.
   *
   * @param callee who listens there
   * @param caller who it is that connects
   * @return the port to connect to instead
   */
  public int wayTo(String callee, int port, Function<Socket, String> caller) throws IOException {
    ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    servers.add(server);
    threads.execute(() -> accept(server, callee, port, caller));
    return server.getLocalPort();
  }

  /** From now on nothing passes from one to the other; the way back stays as it is. */
  public void cut(String from, String to) {
    cuts.cut(from, to);
  }

  /** Everything passes again. */
  public void healAll() {
    cuts.healAll();
  }

  private void accept(
      ServerSocket server, String callee, int port, Function<Socket, String> caller) {
    try {
      while (true) {
        Socket in = server.accept();
        sockets.add(in);
        threads.execute(() -> connect(in, caller.apply(in), callee, port));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void connect(Socket in, String caller, String callee, int port) {
    try {
      cuts.awaitPassage(caller, callee);
      cuts.awaitPassage(callee, caller);
      Socket out = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(out);
      in.setTcpNoDelay(true);
      out.setTcpNoDelay(true);
      threads.execute(() -> pass(in, out, caller, callee));
      pass(out, in, callee, caller);
    } catch (IOException e) {
      // Nobody listens there at the moment: whoever connected finds the connection ended.
      end(in);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Passes one direction on until either side ends it. */
  private void pass(Socket from, Socket to, String sender, String receiver) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count = read(in, piece);
      cuts.awaitPassage(sender, receiver);
      while (count >= 0) {
        out.write(piece, 0, count);
        count = read(in, piece);
        cuts.awaitPassage(sender, receiver);
      }
    } catch (IOException e) {
      // The receiver is gone; so is the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(from);
      end(to);
    }
  }

  /** A connection that was reset has ended, which the other side learns when bytes may pass. */
  private static int read(InputStream in, byte[] piece) {
    try {
      return in.read(piece);
    } catch (IOException e) {
      return -1;
    }
  }

  private void end(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  @Override
  public void close() {
    for (ServerSocket server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        // The process's end closes it.
      }
    }
    threads.shutdownNow();
    List.copyOf(sockets).forEach(this::end);
  }
}
