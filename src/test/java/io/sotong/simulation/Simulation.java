package io.sotong.simulation;

import io.sotong.bus.MailboxTalk.Place;
import io.sotong.bus.RouteTalk.MarkRead;
import io.sotong.bus.RouteTalk.Send;
import io.sotong.channel.Membership;
import io.sotong.channel.Memberships;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.NoNotices;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.routing.Router;
import io.sotong.routing.RoutingOptions;
import io.sotong.simulation.History.Acknowledged;
import io.sotong.simulation.History.Written;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * One seed: three routers that die at any step, a store with ambiguous and late writes, a bus that
 * loses, doubles and reorders hints, six devices of three users that send, resend and catch up.
 * Then all faults end, and what everyone saw is checked.
 */
final class Simulation {
  private static final int STEPS = 2_500;
  private static final List<ChannelId> CHANNELS =
      List.of(new ChannelId("group"), new ChannelId("other"));

  private final Random random;
  private final Mutant mutant;
  private final boolean atomic;
  private final Scheduler scheduler;
  private final SimulatedLog store;
  private final History history = new History();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<Hint> bus = new ArrayList<>();
  private final UserId removed = new UserId("u2");
  private long version = 1;
  private boolean removing;
  private boolean removalAnswered;
  private int refs;

  Simulation(long seed, Mutant mutant) {
    // Neighbouring seeds as they are would all begin with the same boolean.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.mutant = mutant;
    this.atomic = random.nextBoolean();
    this.scheduler = new Scheduler(random);
    this.store = new SimulatedLog(random, mutant);
    CHANNELS.forEach(channel -> store.raise(new Raise(Register.channelVersion(channel), 1)));
    for (int i = 0; i < 3; i++) {
      nodes.add(node(i));
    }
    // In every other world all that was before has been read everywhere, and has expired.
    long expired = random.nextBoolean() ? 100 : 0;
    for (int i = 0; i < 6; i++) {
      UserId user = new UserId("u" + i / 2);
      store.raise(new Raise(Register.mailboxHead(user), expired));
      devices.add(new Device(new DeviceId("d" + i), user, port(), mutant, history, expired));
    }
  }

  private record Hint(Place place, JsonBytes fields) {}

  private record Node(SimulatedPort port, Router router) {}

  private SimulatedPort port() {
    return new SimulatedPort(store, scheduler, mutant, atomic, CHANNELS);
  }

  private Node node(int number) {
    SimulatedPort port = port();
    long skewMs = (number - 1) * 7_200_000L;
    Router router =
        new Router(
            port,
            (Memberships) this::members,
            new NoNotices(),
            (places, fields) -> {
              places.forEach(place -> bus.add(new Hint(place, fields)));
              return Future.succeededFuture(List.of());
            },
            () -> Instant.ofEpochMilli(1_800_000_000_000L + skewMs),
            RoutingOptions.DEFAULTS);
    return new Node(port, router);
  }

  private Future<java.util.Optional<Membership>> members(ChannelId channel) {
    Map<UserId, String> names = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      UserId user = new UserId("u" + i);
      if (version == 1 || !user.equals(removed)) {
        names.put(user, user.value());
      }
    }
    return Future.succeededFuture(
        java.util.Optional.of(
            new Membership(channel, Channel.Kind.GROUP, version, names, Set.of())));
  }

  /** Runs to the end; what was wrong, by name. */
  Set<String> run() {
    for (int step = 0; step < STEPS; step++) {
      act(step);
    }
    if (!quiesce()) {
      return Set.of("hung: it does not come to rest");
    }
    Map<DeviceId, UserId> owners = new LinkedHashMap<>();
    devices.forEach(device -> owners.put(device.id(), device.user()));
    return history.violations(store, CHANNELS, owners, removing ? removed : new UserId("none"));
  }

  History history() {
    return history;
  }

  private void act(int step) {
    double dice = random.nextDouble();
    Device device = devices.get(random.nextInt(devices.size()));
    if (dice < .02 && step < STEPS * 2 / 3) {
      write(device);
    } else if (dice < .03) {
      List.copyOf(device.outbox()).forEach(send -> send(device, send));
    } else if (dice < .08) {
      wake();
    } else if (dice < .10) {
      device.beat();
    } else if (dice < .105) {
      kill(random.nextInt(nodes.size()));
    } else if (dice < .11 && mutant != Mutant.NO_SWEEP) {
      sweep(nodes.get(random.nextInt(nodes.size())));
    } else if (dice < .113) {
      expire(device.user());
    } else if (dice < .1135 && !removing && step > STEPS / 3) {
      remove();
    } else if (dice < .12) {
      markRead(device);
    } else {
      scheduler.step();
    }
  }

  private void write(Device device) {
    ChannelId channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
    long base = device.base(channel);
    if (removing && device.user().equals(removed)) {
      return;
    }
    Send send =
        new Send(
            device.user(),
            device.id(),
            channel,
            random.nextInt(8) == 0 ? "x".repeat(1_100) : "hello",
            "r" + refs++,
            random.nextInt(4) == 0 ? OptionalLong.empty() : OptionalLong.of(base));
    history.wrote(new Written(send.sender(), send.ref(), channel, base, removalAnswered));
    device.outbox().add(send);
    send(device, send);
  }

  private void send(Device device, Send send) {
    nodes
        .get(random.nextInt(nodes.size()))
        .router()
        .send(send)
        .onSuccess(
            sent -> {
              device.outbox().remove(send);
              history.acknowledged(
                  new Acknowledged(send.sender(), send.ref(), send.channel(), sent.seq()));
            });
  }

  private void markRead(Device device) {
    ChannelId channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
    nodes
        .get(random.nextInt(nodes.size()))
        .router()
        .markRead(new MarkRead(device.user(), channel, device.base(channel)));
  }

  /** A hint is lost, doubled or handed over, whichever comes first. */
  private void wake() {
    if (bus.isEmpty()) {
      return;
    }
    int chosen = random.nextInt(bus.size());
    Hint hint = bus.get(chosen);
    double dice = random.nextDouble();
    if (dice >= .1) {
      bus.remove(chosen);
    }
    if (dice < .65) {
      hand(hint);
    }
  }

  private void hand(Hint hint) {
    for (Device device : devices) {
      if (device.user().equals(hint.place().user())) {
        device.hint(hint.place().seq(), hint.fields());
      }
    }
  }

  private void kill(int node) {
    nodes.get(node).port().kill();
    nodes.set(node, node(node));
  }

  private static void sweep(Node node) {
    for (int slot = 0; slot < Log.SLOTS; slot++) {
      boolean ours = false;
      for (ChannelId channel : CHANNELS) {
        ours |= Log.slot(channel) == slot;
      }
      if (ours) {
        node.router().sweep(slot);
      }
    }
  }

  /** What all devices of a user have stored, and a margin, may expire. */
  private void expire(UserId user) {
    long least = store.value(Register.mailboxHead(user));
    for (Device device : devices) {
      if (device.user().equals(user)) {
        least = Math.min(least, device.cursor());
      }
    }
    store.expire(LogId.mailbox(user), least - 64);
  }

  /** Members change first; only once the version is raised is the change answered. */
  private void remove() {
    removing = true;
    version = 2;
    scheduler.later(
        () -> {
          CHANNELS.forEach(channel -> store.raise(new Raise(Register.channelVersion(channel), 2)));
          removalAnswered = true;
        });
  }

  /** Half of the routers die where they are; then nothing fails any more. */
  private boolean quiesce() {
    for (int i = 0; i < nodes.size(); i++) {
      if (random.nextBoolean()) {
        kill(i);
      }
    }
    store.calm();
    boolean rests = settle();
    for (int round = 0; round < 3; round++) {
      for (Device device : devices) {
        List.copyOf(device.outbox()).forEach(send -> send(device, send));
      }
      rests &= settle();
      if (mutant != Mutant.NO_SWEEP) {
        nodes.forEach(Simulation::sweep);
        rests &= settle();
      }
      devices.forEach(Device::beat);
      rests &= settle();
    }
    return rests;
  }

  private boolean settle() {
    for (int steps = 0; steps < 200_000; steps++) {
      if (!scheduler.step()) {
        return true;
      }
    }
    return false;
  }
}
