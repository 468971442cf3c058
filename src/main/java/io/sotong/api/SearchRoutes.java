package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.Message;
import io.sotong.protocol.Pushes;
import io.sotong.search.Finder;
import io.sotong.search.Finder.Hit;
import io.sotong.search.Finder.Page;
import io.sotong.search.Highlight;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Messages found again: by what they say, and by whom they mention. */
public final class SearchRoutes implements Routes {
  private static final int PAGE = 50;

  private final Optional<Finder> finder;

  /**
   * Answers by {@code finder}.
   *
   * @param finder absent where nothing is indexed
   */
  public SearchRoutes(Optional<Finder> finder) {
    this.finder = finder;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of("search", this::search, "listMentions", this::mentions);
  }

  private Future<Answer> search(Call call) {
    return finder()
        .search(
            call.caller().user(),
            call.query("q").orElse(""),
            call.query("channelId").map(SearchRoutes::channel),
            call.query("before"),
            limit(call))
        .map(page -> Answer.ok(json -> writeHits(json, page)));
  }

  private Future<Answer> mentions(Call call) {
    return finder()
        .mentions(call.caller().user(), call.query("before"), limit(call))
        .map(page -> Answer.ok(json -> writeMessages(json, page)));
  }

  private Finder finder() {
    return finder.orElseThrow(
        () -> new ChatException(ErrorCode.UNAVAILABLE, "This server has no search index."));
  }

  private static int limit(Call call) {
    return (int) call.queryNumber("limit").orElse(PAGE);
  }

  private static ChannelId channel(String text) {
    if (!Ids.isId(text)) {
      throw new ChatException(ErrorCode.NOT_FOUND, "There is no such channel.");
    }
    return new ChannelId(text);
  }

  private static void writeHits(JsonGenerator json, Page page) throws IOException {
    json.writeArrayFieldStart("hits");
    for (Hit hit : page.hits()) {
      json.writeStartObject();
      json.writeFieldName("message");
      write(json, hit.message());
      json.writeArrayFieldStart("highlights");
      for (Highlight each : hit.highlights()) {
        json.writeStartObject();
        json.writeNumberField("start", each.start());
        json.writeNumberField("end", each.end());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    writeNext(json, page);
  }

  private static void writeMessages(JsonGenerator json, Page page) throws IOException {
    json.writeArrayFieldStart("messages");
    for (Hit hit : page.hits()) {
      write(json, hit.message());
    }
    json.writeEndArray();
    writeNext(json, page);
  }

  private static void write(JsonGenerator json, Message message) throws IOException {
    json.writeStartObject();
    Pushes.write(json, message);
    json.writeEndObject();
  }

  private static void writeNext(JsonGenerator json, Page page) throws IOException {
    if (page.next().isPresent()) {
      json.writeStringField("next", page.next().get());
    }
  }
}
