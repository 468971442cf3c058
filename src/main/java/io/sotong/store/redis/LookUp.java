package io.sotong.store.redis;

import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks the same of many users. Any thread. */
final class LookUp {
  private final RedisLine line;
  private final boolean spread;

  /** {@code spread}: partitions lie on several servers, and no batch may hold two of them. */
  LookUp(RedisLine line, boolean spread) {
    this.line = line;
    this.spread = spread;
  }

  /** One batch for all; on a cluster one for each partition, all on their way at once. */
  Future<Map<UserId, List<Response>>> ask(
      List<UserId> users, Function<UserId, List<Request>> questions) {
    Map<Integer, List<UserId>> groups =
        users.stream().collect(Collectors.groupingBy(user -> spread ? Keys.partition(user) : 0));
    Map<UserId, List<Response>> answers = new ConcurrentHashMap<>();
    List<Future<Void>> all = new ArrayList<>(groups.size());
    for (List<UserId> group : groups.values()) {
      List<Request> requests = group.stream().map(questions).flatMap(List::stream).toList();
      int each = requests.size() / group.size();
      all.add(
          line.batch(requests)
              .map(
                  batch -> {
                    for (int i = 0; i < group.size(); i++) {
                      answers.put(group.get(i), batch.subList(each * i, each * (i + 1)));
                    }
                    return null;
                  }));
    }
    return Future.all(all).map(answers);
  }
}
