package io.sotong.api;

import io.sotong.discovery.ChatServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a browser opens: the client at {@code /} with its files at {@code /a/<version>/}, libraries
 * at {@code /webjars/}, the published descriptions and their readable pages. Every answer carries a
 * policy that lets the page run only what this server gave it, and speak only to it and to the chat
 * servers.
 */
final class Pages {
  private static final String WEB = "web/";

  /** What is made of the client's files at the start, and is no file. */
  private static final String CLIENT = "client/";

  private static final String WEBJARS = "META-INF/resources/webjars/";
  private static final String DESCRIPTIONS = "descriptions/";

  private final Supplier<List<ChatServer>> chatServers;
  private final Bundle bundle;
  private final Assets assets;

  private Pages(
      Vertx vertx,
      Supplier<List<ChatServer>> chatServers,
      Descriptions descriptions,
      Bundle bundle) {
    this.chatServers = chatServers;
    this.bundle = bundle;
    assets = new Assets(vertx);
    assets.keep(CLIENT + "index.html", Buffer.buffer(bundle.index()));
    assets.keep(CLIENT + "sw.js", Buffer.buffer(bundle.worker()));
    assets.keep(DESCRIPTIONS + "openapi.yaml", descriptions.openApiYaml());
    assets.keep(DESCRIPTIONS + "openapi.json", descriptions.openApiJson());
    assets.keep(DESCRIPTIONS + "asyncapi.yaml", descriptions.asyncApiYaml());
    assets.keep(DESCRIPTIONS + "asyncapi.json", descriptions.asyncApiJson());
  }

  /** Reads what the client's page is made of. */
  static Future<Pages> load(
      Vertx vertx, Supplier<List<ChatServer>> chatServers, Descriptions descriptions) {
    return vertx
        .executeBlocking(Bundle::load, false)
        .map(bundle -> new Pages(vertx, chatServers, descriptions, bundle));
  }

  void mount(Router router) {
    router.get("/").handler(ctx -> serve(ctx, CLIENT, "index.html"));
    router.get("/sw.js").handler(ctx -> serve(ctx, CLIENT, "sw.js"));
    String versioned = "/a/" + bundle.version() + '/';
    router
        .get(versioned + '*')
        .handler(ctx -> versioned(ctx, ctx.normalizedPath().substring(versioned.length())));
    router.get("/docs/api").handler(page("docs/api.html"));
    router.get("/docs/sockets").handler(page("docs/sockets.html"));
    for (String name : new String[] {"openapi", "asyncapi"}) {
      for (String form : new String[] {".yaml", ".json"}) {
        router.get('/' + name + form).handler(ctx -> serve(ctx, DESCRIPTIONS, name + form));
      }
    }
    router
        .get("/webjars/*")
        .handler(ctx -> serve(ctx, WEBJARS, ctx.normalizedPath().substring("/webjars/".length())));
    router.get("/*").handler(ctx -> serve(ctx, WEB, ctx.normalizedPath().substring(1)));
  }

  private io.vertx.core.Handler<RoutingContext> page(String file) {
    return ctx -> serve(ctx, WEB, file);
  }

  private void serve(RoutingContext ctx, String folder, String path) {
    ctx.response().putHeader("Content-Security-Policy", policy(Call.host(ctx)));
    assets.serve(ctx, folder, path, Assets.ASK_AGAIN);
  }

  /** A file of this very version; one of another is not here, and no other may stand in for it. */
  private void versioned(RoutingContext ctx, String path) {
    Optional<String> resource = bundle.find(path);
    if (resource.isPresent()) {
      assets.serve(ctx, "", resource.get(), Assets.FOR_GOOD);
    } else if (path.equals(Bundle.PAGE)) {
      serve(ctx, CLIENT, path);
    } else {
      ctx.next();
    }
  }

  private String policy(String host) {
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self' "
        + chatSources(host)
        + "; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types sotong";
  }

  /** Where the chat servers are: SockJS begins with HTTP and goes on with a socket. */
  private String chatSources(String host) {
    return chatServers.get().stream()
        .flatMap(server -> Stream.of(server.sockJs(host), server.webSocket(host)))
        .map(Pages::origin)
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private static String origin(String url) {
    URI place = URI.create(url);
    return place.getScheme() + "://" + place.getRawAuthority();
  }
}
