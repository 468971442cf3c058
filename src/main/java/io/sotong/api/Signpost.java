package io.sotong.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells who asked for what the contract has not: 405 with the methods there are, 404 for no path.
 */
final class Signpost {
  private final List<Path> paths = new ArrayList<>();

  private record Path(Pattern pattern, String methods) {}

  Signpost(String base, OpenAPIContract contract) {
    for (io.vertx.openapi.contract.Path path : contract.getPaths()) {
      String pattern =
          Pattern.quote(base + path.getName()).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q");
      String methods =
          path.getOperations().stream()
              .map(operation -> operation.getHttpMethod().name())
              .sorted()
              .collect(Collectors.joining(", "));
      paths.add(new Path(Pattern.compile(pattern), methods));
    }
  }

  void show(RoutingContext ctx) {
    for (Path path : paths) {
      if (path.pattern.matcher(ctx.request().path()).matches()) {
        ctx.response().putHeader(HttpHeaders.ALLOW, path.methods);
        Problems.answer(ctx, 405);
        return;
      }
    }
    Problems.answer(ctx, 404);
  }
}
