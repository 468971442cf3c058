package io.sotong.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What a browser opens: the client at {@code /} with its files at {@code /a/<version>/}, libraries
 * at {@code /webjars/}, the published descriptions and their readable pages. Every answer carries a
 * policy that lets the page run only what this server gave it, and speak only to it and to the chat
 * port.
 */
final class Pages {
  private static final String WEB = "web/";

  /** What is made of the client's files at the start, and is no file. */
  private static final String CLIENT = "client/";

  private static final String WEBJARS = "META-INF/resources/webjars/";
  private static final String DESCRIPTIONS = "descriptions/";

  private final ApiOptions options;
  private final Bundle bundle;
  private final Assets assets;

  private Pages(Vertx vertx, ApiOptions options, Descriptions descriptions, Bundle bundle) {
    this.options = options;
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
  static Future<Pages> load(Vertx vertx, ApiOptions options, Descriptions descriptions) {
    return vertx
        .executeBlocking(() -> Bundle.load(options.chatUrl() + " " + options.chatPort()), false)
        .map(bundle -> new Pages(vertx, options, descriptions, bundle));
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

  /** Where the chat port is: SockJS begins with HTTP and goes on with a socket. */
  private String chatSources(String host) {
    if (options.chatUrl().isPresent()) {
      String scheme = options.chatUrl().get().getScheme();
      String authority = "://" + options.chatUrl().get().getRawAuthority();
      return scheme + authority + ' ' + (scheme.equals("https") ? "wss" : "ws") + authority;
    }
    if (options.chatPort() == 0) {
      return "http: https: ws: wss:";
    }
    String place = "://" + host + ':' + options.chatPort();
    return "http" + place + " ws" + place;
  }
}
