package io.sotong.push;

import io.sotong.account.Blocks;
import io.sotong.account.Users;
import io.sotong.channel.Channels;
import io.sotong.log.Log;
import io.sotong.mailbox.SessionDirectory;

/** What this room looks at: nothing of it is its own but the registrations. */
public record Sources(
    Log log,
    SessionDirectory directory,
    Registrations registrations,
    Users users,
    Blocks blocks,
    Channels channels) {}
