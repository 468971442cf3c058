package io.sotong.launch;

import io.sotong.discovery.Announcer;
import io.sotong.discovery.ChatServer;
import io.sotong.discovery.Known;
import io.sotong.discovery.PageServer;
import io.sotong.origin.Page;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a node tells the others of itself, and knows of them. */
final class Announcements {
  private final Supplier<ChatServer> chat;
  private final Known<ChatServer> chatServers;
  private final Known<PageServer> pageServers;
  private final Announcer<ChatServer> chatAnnouncer;
  private final Announcer<PageServer> pageAnnouncer;

  /** Tells nothing yet; {@code chat} and {@code page} say how this node is at each time. */
  Announcements(
      Vertx vertx, Registries registries, Supplier<ChatServer> chat, Supplier<PageServer> page) {
    this.chat = chat;
    chatServers = new Known<>(vertx, registries.chat());
    pageServers = new Known<>(vertx, registries.pages());
    chatAnnouncer = new Announcer<>(vertx, registries.chat(), chat);
    pageAnnouncer = new Announcer<>(vertx, registries.pages(), page);
  }

  /** Lets the others' bridges know this node's pages, which know the chat servers by then. */
  Future<Void> showPages() {
    return chatServers.start().compose(known -> pageAnnouncer.start());
  }

  /** Lets log-in hand this node out, which knows by then whose pages it lets in. */
  Future<Void> offerChat() {
    return pageServers.start().compose(known -> chatAnnouncer.start());
  }

  /** Lets log-in hand this node out no more. */
  Future<Void> withdrawChat() {
    return chatAnnouncer.stop();
  }

  /**
   * Looks for others and tells of its pages no more. These are known for a while yet to the bridges
   * to which their sessions were sent away.
   */
  Future<Void> hush() {
    chatServers.stop();
    pageServers.stop();
    pageAnnouncer.cease();
    return Future.succeededFuture();
  }

  /** This node's, by its own settings, whoever is alive; and those of who is. */
  List<Page> pages(Page own) {
    return Stream.concat(Stream.of(own), pageServers.servers().stream().map(PageServer::page))
        .toList();
  }

  /** This node, by its own settings, whoever is alive; and those who are. */
  List<ChatServer> chatServers() {
    return Stream.concat(Stream.of(chat.get()), chatServers.servers().stream()).toList();
  }
}
