package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;

import io.sotong.channel.Channels;
import io.sotong.channel.ChannelsContract;
import io.sotong.channel.Memberships;
import io.sotong.mailbox.Notice;
import io.sotong.model.UserId;
import java.util.List;

/** The ports of channels in SQL keep to their contracts. */
abstract class SqlChannelsContract implements ChannelsContract {
  abstract SqlStore store();

  @Override
  public Channels channels() {
    return new SqlChannels(store());
  }

  @Override
  public Memberships memberships() {
    return new SqlMemberships(store());
  }

  @Override
  public UserId user(String username) {
    await(
        store()
            .change(
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
        store()
            .change(
                "INSERT INTO account_block (blocker_id, blocked_id, since) VALUES ($1, $2, 1)",
                blocker.value(),
                blocked.value()));
  }

  @Override
  public void remove(UserId user) {
    await(store().change("UPDATE account SET removed_at = 2 WHERE user_id = $1", user.value()));
  }

  @Override
  public List<Notice> notices() {
    return await(new SqlNotices(store()).waiting(1_000));
  }
}
