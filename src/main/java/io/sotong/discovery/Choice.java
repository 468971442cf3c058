package io.sotong.discovery;

import io.sotong.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Which server is best. Pure but for the dice. */
public final class Choice {
  /** Loads this close count as the same, or all newcomers of a second would go to one server. */
  private static final double SAME_LOAD = 0.05;

  private Choice() {}

  /**
   * The server to hand out: of the client's zone if there is one, then the least loaded; draining,
   * full and excluded ones never, unless every other way there would be none but full ones.
   */
  public static Optional<ChatServer> best(
      List<ChatServer> servers, Optional<String> zone, Set<NodeId> exclude, RandomGenerator dice) {
    List<ChatServer> fit = new ArrayList<>();
    for (ChatServer server : servers) {
      if (!server.draining() && !exclude.contains(server.nodeId())) {
        fit.add(server);
      }
    }
    List<ChatServer> free = fit.stream().filter(server -> server.load() < 1).toList();
    List<ChatServer> candidates = free.isEmpty() ? fit : free;
    List<ChatServer> near =
        candidates.stream()
            .filter(server -> zone.isPresent() && server.zone().equals(zone.get()))
            .toList();
    return leastLoaded(near.isEmpty() ? candidates : near, dice);
  }

  private static Optional<ChatServer> leastLoaded(List<ChatServer> servers, RandomGenerator dice) {
    Optional<ChatServer> least = servers.stream().min(Comparator.comparingDouble(ChatServer::load));
    return least.map(
        lowest -> {
          List<ChatServer> alike =
              servers.stream()
                  .filter(server -> server.load() <= lowest.load() + SAME_LOAD)
                  .toList();
          return alike.get(dice.nextInt(alike.size()));
        });
  }
}
