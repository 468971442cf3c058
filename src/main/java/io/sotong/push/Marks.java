package io.sotong.push;

import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.UserId;
import io.sotong.push.PushPlan.Target;
import io.sotong.push.Registrations.Device;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far things are with a user's mailbox.
 *
 * @param head its end
 * @param queued up to where a wake-up has been enqueued
 * @param acked up to where any device has everything
 * @param targets the devices that are registered
 */
record Marks(long head, long queued, long acked, List<Target> targets) {

  /** Whether there is nothing that some registered device might have to be woken for. */
  boolean nothingNew() {
    return head <= acked || targets.stream().allMatch(target -> target.woken() >= head);
  }

  /** Those of all {@code users}, in one look-up. */
  static Future<Map<UserId, Marks>> of(Log log, Map<UserId, List<Device>> users) {
    List<Register> registers = new ArrayList<>();
    users.forEach(
        (user, devices) -> {
          registers.add(Register.mailboxHead(user));
          registers.add(Register.pushQueued(user));
          for (Device device : devices) {
            registers.add(Register.deviceAck(user, device.device()));
            registers.add(Register.deviceWoken(user, device.device()));
          }
        });
    return registers.isEmpty()
        ? Future.succeededFuture(Map.of())
        : log.get(registers).map(values -> read(users, values));
  }

  private static Map<UserId, Marks> read(Map<UserId, List<Device>> users, long[] values) {
    Map<UserId, Marks> marks = new HashMap<>();
    int next = 0;
    for (Map.Entry<UserId, List<Device>> user : users.entrySet()) {
      long head = values[next++];
      long queued = values[next++];
      long acked = 0;
      List<Target> targets = new ArrayList<>();
      for (Device device : user.getValue()) {
        acked = Math.max(acked, values[next++]);
        long woken = values[next++];
        device.subscription().ifPresent(it -> targets.add(new Target(device.device(), it, woken)));
      }
      marks.put(user.getKey(), new Marks(head, queued, acked, targets));
    }
    return marks;
  }
}
