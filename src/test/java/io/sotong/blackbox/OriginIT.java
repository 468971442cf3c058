package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A browser's {@code Origin} is looked at before anything else, at every address of the chat port.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginIT {
  private static final List<String> STRANGE =
      List.of("https://evil.example", "null", "http://127.0.0.1.evil.example", "file://");

  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");

  private record Place(String method, String path, boolean upgrades) {}

  static List<Object[]> placesAndOrigins() {
    String session = "/eventbus/000/s" + Sotong.freshName("").replaceAll("\\W", "");
    List<Place> places =
        List.of(
            new Place("GET", "/ws", true),
            new Place("GET", "/eventbus/info", false),
            new Place("OPTIONS", "/eventbus/info", false),
            new Place("GET", "/eventbus", false),
            new Place("GET", "/eventbus/iframe.html", false),
            new Place("GET", "/eventbus/websocket", true),
            new Place("GET", session + "a/websocket", true),
            new Place("POST", session + "b/xhr", false),
            new Place("OPTIONS", session + "b/xhr", false),
            new Place("POST", session + "c/xhr_streaming", false),
            new Place("OPTIONS", session + "c/xhr_streaming", false),
            new Place("POST", session + "d/xhr_send", false),
            new Place("OPTIONS", session + "d/xhr_send", false),
            new Place("GET", session + "e/eventsource", false),
            new Place("GET", session + "f/htmlfile?c=callback", false),
            new Place("GET", session + "g/jsonp?c=callback", false),
            new Place("POST", session + "h/jsonp_send", false));
    List<Object[]> table = new ArrayList<>();
    for (Place place : places) {
      for (String origin : STRANGE) {
        table.add(new Object[] {place.method(), place.path(), place.upgrades(), origin});
      }
    }
    return table;
  }

  @ParameterizedTest(name = "{0} {1} from {3}")
  @MethodSource("placesAndOrigins")
  void aStrangeOriginIsForbiddenEverywhere(
      String method, String path, boolean upgrades, String origin) {
    assertThat(status(method, path, upgrades, origin)).isEqualTo(403);
  }

  @Test
  void theServersOwnPagesAndWhatIsNoBrowserAreLetThrough() {
    for (String origin : List.of(ownOrigin(), "")) {
      String session = "/eventbus/000/" + Sotong.freshName("own").replace('_', 'x');
      assertThat(status("GET", "/ws", true, origin)).as("/ws from '%s'", origin).isEqualTo(101);
      assertThat(status("GET", session + "1/websocket", true, origin))
          .as("websocket from '%s'", origin)
          .isEqualTo(101);
      assertThat(status("GET", "/eventbus/info", false, origin))
          .as("info from '%s'", origin)
          .isEqualTo(200);
      assertThat(status("POST", session + "2/xhr", false, origin))
          .as("xhr from '%s'", origin)
          .isEqualTo(200);
    }
  }

  @Test
  void theOwnPageMayReadTheAnswers() {
    HttpRequest request =
        HttpRequest.newBuilder(at("/eventbus/info")).header("Origin", ownOrigin()).build();
    Api.Answer answer = Api.send(request).is(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isIn(ownOrigin(), "*");
    if (answer.header("Access-Control-Allow-Origin").equals("*")) {
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  private String ownOrigin() {
    return sotong.uri().getScheme() + "://" + sotong.uri().getAuthority();
  }

  private int status(String method, String path, boolean upgrades, String origin) {
    if (upgrades) {
      RawSocket socket =
          RawSocket.ask(
              at(path),
              origin.isEmpty()
                  ? Map.of()
                  : Map.of("Origin", origin, "Sec-WebSocket-Protocol", "chat.v1"));
      socket.close();
      return socket.status();
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(at(path));
    if (!origin.isEmpty()) {
      request.header("Origin", origin);
    }
    if (method.equals("OPTIONS")) {
      request.header("Access-Control-Request-Method", "POST");
    }
    request.method(
        method,
        method.equals("POST") && path.contains("_send")
            ? BodyPublishers.ofString("[\"{}\"]")
            : BodyPublishers.noBody());
    return Api.send(request.build()).status();
  }

  private URI at(String path) {
    return URI.create(ann.sockJs().toString().replaceFirst("/eventbus$", "") + path);
  }
}
