package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;

import io.sotong.account.Blocks;
import io.sotong.account.BlocksContract;
import io.sotong.account.Devices;
import io.sotong.account.DevicesContract;
import io.sotong.account.Friendships;
import io.sotong.account.FriendshipsContract;
import io.sotong.account.Keys;
import io.sotong.account.KeysContract;
import io.sotong.account.Users;
import io.sotong.account.UsersContract;
import io.sotong.channel.ChannelRules;
import io.sotong.mailbox.Notice;
import io.sotong.model.ChannelId;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.push.Registrations;
import io.sotong.push.RegistrationsContract;
import java.util.List;

/** The ports of accounts in SQL keep to their contracts. */
abstract class SqlAccountsContract
    implements UsersContract,
        DevicesContract,
        FriendshipsContract,
        BlocksContract,
        KeysContract,
        RegistrationsContract {
  abstract SqlStore store();

  @Override
  public Users users() {
    return new SqlUsers(store());
  }

  @Override
  public Devices devices() {
    return new SqlDevices(store());
  }

  @Override
  public Friendships friendships() {
    return new SqlFriendships(store());
  }

  @Override
  public Blocks blocks() {
    return new SqlBlocks(store());
  }

  @Override
  public Keys keys() {
    return new SqlKeys(store());
  }

  @Override
  public Registrations registrations() {
    return new SqlRegistrations(store());
  }

  @Override
  public UserId keep(String name) {
    return UsersContract.super.keep(name);
  }

  @Override
  public ChannelId direct(UserId one, UserId other) {
    ChannelId channel = new ChannelId(Ids.next());
    return await(new SqlChannels(store()).create(ChannelRules.direct(channel, one, other, 1)))
        .channel()
        .channelId();
  }

  @Override
  public List<Notice> waiting() {
    return await(new SqlNotices(store()).waiting(1_000));
  }
}
