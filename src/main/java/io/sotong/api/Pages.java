package io.sotong.api;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * What a browser opens: the client at {@code /}, its libraries at {@code /webjars/}, the published
 * descriptions and their readable pages. Every answer carries a policy that lets the page run only
 * what this server gave it, and speak only to it and to the chat port.
 */
final class Pages {
  private static final String WEB = "web/";
  private static final String WEBJARS = "META-INF/resources/webjars/";
  private static final String DESCRIPTIONS = "descriptions/";

  private final ApiOptions options;
  private final Assets assets;

  Pages(Vertx vertx, ApiOptions options, Descriptions descriptions) {
    this.options = options;
    assets = new Assets(vertx);
    assets.keep(DESCRIPTIONS + "openapi.yaml", descriptions.openApiYaml());
    assets.keep(DESCRIPTIONS + "openapi.json", descriptions.openApiJson());
    assets.keep(DESCRIPTIONS + "asyncapi.yaml", descriptions.asyncApiYaml());
    assets.keep(DESCRIPTIONS + "asyncapi.json", descriptions.asyncApiJson());
  }

  void mount(Router router) {
    router.get("/").handler(page("index.html"));
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
    assets.serve(ctx, folder, path);
  }

  private String policy(String host) {
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self' "
        + chatSources(host)
        + "; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'";
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
