package io.sotong.store.zookeeper;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/**
 * What is asked of ZooKeeper, as futures that complete on the asker's context. Nothing blocks; what
 * ZooKeeper does not answer in time fails with {@code unavailable}, and may happen all the same.
 */
final class Operations {
  /** How long an answer is waited for, milliseconds. */
  static final int PATIENCE_MS = 3_000;

  private final Vertx vertx;
  private final CuratorFramework client;

  Operations(Vertx vertx, CuratorFramework client) {
    this.vertx = vertx;
    this.client = client;
  }

  /** The server that answers us knows what the leader knew when it was asked, or more. */
  Future<Void> catchUp(String path) {
    return ask(told -> client.sync().inBackground(told).forPath(path)).mapEmpty();
  }

  /** Names of a node's children; none if it is not there. */
  Future<List<String>> children(String path) {
    return ask(told -> client.getChildren().inBackground(told).forPath(path), Code.NONODE)
        .map(event -> isOk(event) ? event.getChildren() : List.of());
  }

  /** What a node holds; empty if it is not there, or not any more. */
  Future<Optional<byte[]>> read(String path) {
    return ask(told -> client.getData().inBackground(told).forPath(path), Code.NONODE)
        .map(event -> isOk(event) ? Optional.of(event.getData()) : Optional.empty());
  }

  /** Makes a node that is gone when our session ends; fails if there is one already. */
  Future<Void> create(String path, byte[] value) {
    return ask(told ->
            client
                .create()
                .creatingParentsIfNeeded()
                .withMode(CreateMode.EPHEMERAL)
                .inBackground(told)
                .forPath(path, value))
        .mapEmpty();
  }

  /** Whether there was such a node to change. */
  Future<Boolean> change(String path, byte[] value) {
    return ask(told -> client.setData().inBackground(told).forPath(path, value), Code.NONODE)
        .map(Operations::isOk);
  }

  /** It is not there any more, if it was. */
  Future<Void> delete(String path) {
    return ask(told -> client.delete().inBackground(told).forPath(path), Code.NONODE).mapEmpty();
  }

  @FunctionalInterface
  private interface Question {
    // Curator's own methods declare no less.
    void with(BackgroundCallback told) throws Exception;
  }

  private Future<CuratorEvent> ask(Question question, Code... answers) {
    Context context = vertx.getOrCreateContext();
    Promise<CuratorEvent> promise = Promise.promise();
    long timer =
        vertx.setTimer(PATIENCE_MS, late -> promise.tryFail(unavailable("does not answer")));
    BackgroundCallback told =
        (same, event) ->
            context.runOnContext(
                now -> {
                  vertx.cancelTimer(timer);
                  settle(promise, event, List.of(answers));
                });
    try {
      question.with(told);
    } catch (Exception e) {
      vertx.cancelTimer(timer);
      promise.tryFail(unavailable(String.valueOf(e.getMessage())));
    }
    return promise.future();
  }

  private static void settle(
      Promise<CuratorEvent> promise, CuratorEvent event, List<Code> answers) {
    Code code = Code.get(event.getResultCode());
    if (code == Code.OK || answers.contains(code)) {
      promise.tryComplete(event);
    } else {
      promise.tryFail(unavailable("answers " + code));
    }
  }

  private static boolean isOk(CuratorEvent event) {
    return event.getResultCode() == Code.OK.intValue();
  }

  private static ChatException unavailable(String why) {
    return new ChatException(ErrorCode.UNAVAILABLE, "ZooKeeper " + why, PATIENCE_MS);
  }
}
