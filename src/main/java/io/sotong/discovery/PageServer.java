package io.sotong.discovery;

import io.sotong.model.NodeId;
import io.sotong.origin.Page;
import io.sotong.wire.Codec;
import java.net.URI;
import java.util.Optional;

/** A node that gives browsers the service's pages, as it announced itself. */
public record PageServer(NodeId nodeId, Page page) implements Announced {

  /** The list of all, and the form in which registries keep one. */
  public static final Listing<PageServer> LISTING =
      new Listing<>(
          "page-servers",
          new Codec<>(
              1,
              (out, s) ->
                  out.text(s.nodeId.value())
                      .text(s.page.publicUrl().map(URI::toString).orElse(""))
                      .number(s.page.port()),
              in ->
                  new PageServer(
                      new NodeId(in.text()),
                      new Page(
                          Optional.of(in.text()).filter(url -> !url.isEmpty()).map(URI::create),
                          (int) in.number()))));
}
