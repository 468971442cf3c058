package io.sotong.store.sql;

import static io.sotong.store.sql.Databases.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.channel.ChannelRules;
import io.sotong.channel.Channels;
import io.sotong.channel.ChannelsContract;
import io.sotong.channel.Memberships;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Notice;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlChannelsTest implements ChannelsContract {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private SqlStore store;

  @BeforeEach
  void open() {
    store = Databases.h2(vertx, directory);
  }

  @AfterEach
  void close() {
    await(store.close());
    await(vertx.close());
  }

  @Override
  public Channels channels() {
    return new SqlChannels(store);
  }

  @Override
  public Memberships memberships() {
    return new SqlMemberships(store);
  }

  @Override
  public UserId user(String username) {
    await(
        store.change(
            """
            INSERT INTO account (user_id, username, display_name, settings, created_at)
            VALUES ($1, $2, 'Somebody', '{}', 1)
            """,
            "id." + username,
            username));
    return new UserId("id." + username);
  }

  @Override
  public void block(UserId blocker, UserId blocked) {
    await(
        store.change(
            "INSERT INTO account_block (blocker_id, blocked_id, since) VALUES ($1, $2, 1)",
            blocker.value(),
            blocked.value()));
  }

  @Override
  public void remove(UserId user) {
    await(store.change("UPDATE account SET removed_at = 2 WHERE user_id = $1", user.value()));
  }

  @Override
  public List<Notice> notices() {
    return await(new SqlNotices(store).waiting(1_000));
  }

  @Test
  void aBlockRaisesTheVersionOfTheDirectChannelAndTellsNobody() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    UserId cat = user("cat");
    ChannelId id = new ChannelId("c1");
    await(channels().create(ChannelRules.direct(id, ann, bob, 1)));

    Optional<Channels.Changed> touched =
        await(store.transact(tx -> SqlChannels.touchDirect(tx, bob, ann)));

    Raise raise = new Raise(Register.channelVersion(id), 2);
    assertThat(touched.orElseThrow().raise()).isEqualTo(raise);
    assertThat(await(memberships().of(id)).orElseThrow().version()).isEqualTo(2);
    assertThat(notices()).hasSize(2);
    assertThat(notices().get(1).recipients()).isEmpty();
    assertThat(notices().get(1).raise()).contains(raise);
    Optional<Channels.Changed> none =
        await(store.transact(tx -> SqlChannels.touchDirect(tx, ann, cat)));
    assertThat(none).isEmpty();
  }
}
