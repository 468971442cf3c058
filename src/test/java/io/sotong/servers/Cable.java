package io.sotong.servers;

import static io.sotong.account.Waiting.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a port of this machine that can be cut. Any thread. */
public final class Cable {
  private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
  private final NetClient client;
  private final NetServer server;
  private final int to;
  private volatile boolean cut;

  /**
   * Lays one from a free port.
   *
   * @param to the port that it leads to, whether or not anybody listens there yet
   */
  public Cable(Vertx vertx, int to) {
    this.to = to;
    client = vertx.createNetClient();
    server = vertx.createNetServer().connectHandler(this::connect);
    await(server.listen(0, "127.0.0.1"));
  }

  /** Its near end, {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.actualPort();
  }

  /** Nothing goes through from now on. */
  public void cut() {
    cut = true;
    ends.forEach(NetSocket::close);
  }

  /** New connections go through again. */
  public void mend() {
    cut = false;
  }

  private void connect(NetSocket near) {
    if (cut) {
      near.close();
      return;
    }
    near.pause();
    keep(near);
    client
        .connect(to, "127.0.0.1")
        .onSuccess(
            far -> {
              keep(far);
              near.pipeTo(far);
              far.pipeTo(near);
            })
        .onFailure(refused -> near.close());
  }

  private void keep(NetSocket end) {
    ends.add(end);
    end.closeHandler(closed -> ends.remove(end));
    if (cut) {
      end.close();
    }
  }
}
