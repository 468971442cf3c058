package io.sotong.store.zookeeper;

import static io.sotong.account.Waiting.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be cut. */
final class Cable {
  private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
  private final NetClient client;
  private final NetServer server;
  private final int to;
  private volatile boolean cut;

  Cable(Vertx vertx, int to) {
    this.to = to;
    client = vertx.createNetClient();
    server = vertx.createNetServer().connectHandler(this::connect);
    await(server.listen(0, "127.0.0.1"));
  }

  String address() {
    return "127.0.0.1:" + server.actualPort();
  }

  /** Nothing goes through from now on. */
  void cut() {
    cut = true;
    ends.forEach(NetSocket::close);
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
