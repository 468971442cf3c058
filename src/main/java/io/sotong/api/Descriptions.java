package io.sotong.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The published descriptions of the client contract: {@code openapi.yaml} and {@code
 * asyncapi.yaml}, each as it is written and as JSON. What is served is the file itself, unchanged;
 * only the copy that validates requests is adapted to what vertx-openapi can load.
 */
public final class Descriptions {
  private final Buffer openApiYaml;
  private final Buffer openApiJson;
  private final Buffer asyncApiYaml;
  private final Buffer asyncApiJson;

  private Descriptions(Buffer openApiYaml, Buffer asyncApiYaml) {
    this.openApiYaml = openApiYaml;
    this.openApiJson = json(openApiYaml).toBuffer();
    this.asyncApiYaml = asyncApiYaml;
    this.asyncApiJson = json(asyncApiYaml).toBuffer();
  }

  /**
   * Reads both files from the jar. It blocks for some 100 ms: call it at start, off the event loop.
   */
  public static Descriptions load() {
    return new Descriptions(resource("openapi.yaml"), resource("asyncapi.yaml"));
  }

  /** {@code openapi.yaml} as written. */
  public Buffer openApiYaml() {
    return openApiYaml;
  }

  /** {@code openapi.yaml} as JSON, references left in place. */
  public Buffer openApiJson() {
    return openApiJson;
  }

  /** {@code asyncapi.yaml} as written. */
  public Buffer asyncApiYaml() {
    return asyncApiYaml;
  }

  /** {@code asyncapi.yaml} as JSON, references left in place. */
  public Buffer asyncApiJson() {
    return asyncApiJson;
  }

  /**
   * The contract that routes and validates requests. vertx-openapi 5.0.8 refuses a server address
   * without a host and the media type of RFC 9457, both of which clients should see, so its copy
   * gets an absolute address and plain JSON.
   */
  public Future<OpenAPIContract> contract(Vertx vertx) {
    String text =
        openApiJson.toString().replace("\"application/problem+json\":", "\"application/json\":");
    JsonObject copy = new JsonObject(text);
    JsonArray servers = copy.getJsonArray("servers");
    for (int i = 0; i < servers.size(); i++) {
      JsonObject server = servers.getJsonObject(i);
      server.put("url", "http://localhost" + server.getString("url"));
    }
    return OpenAPIContract.from(vertx, copy);
  }

  private static JsonObject json(Buffer yaml) {
    Map<String, Object> tree =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml.toString());
    return new JsonObject(tree);
  }

  private static Buffer resource(String name) {
    try (InputStream in = Descriptions.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
