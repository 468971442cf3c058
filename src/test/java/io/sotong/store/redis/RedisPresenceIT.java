package io.sotong.store.redis;

import static io.sotong.account.Waiting.await;

import io.sotong.mailbox.SessionDirectory;
import io.sotong.model.Ids;
import io.sotong.presence.PresenceTable;
import io.sotong.presence.PresenceTableContract;
import io.sotong.servers.RealServers;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** {@link RedisPresence} keeps to what every table does. */
class RedisPresenceIT implements PresenceTableContract {
  private final Vertx vertx = Vertx.vertx();
  private final RedisPresence presence =
      await(
          RedisPresence.open(
              vertx, RedisPlaces.of(RealServers.redis(), Ids.next()), Optional.empty()));

  @AfterEach
  void close() {
    await(presence.close());
    await(vertx.close());
  }

  @Override
  public PresenceTable table() {
    return presence;
  }

  @Override
  public SessionDirectory directory() {
    return presence;
  }
}
