package io.sotong.servers;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;

/**
 * The servers' artifacts, each with a class path of its own, by way of the user's Maven: the local
 * repository, settings, mirrors and proxies that {@code mvn} would use. After the first time no
 * network is needed. Any thread; methods block.
 *
 * <p>What is pinned stands in {@code servers/artifacts.properties}.
 */
final class Artifacts implements AutoCloseable {
  private final Properties pinned = new Properties();
  private final Context maven;

  Artifacts(Progress progress) {
    try {
      pinned.load(new StringReader(Resource.text("artifacts.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    maven =
        Runtimes.INSTANCE
            .getRuntime()
            .create(
                ContextOverrides.create()
                    .withUserSettings(true)
                    .userProperties(userProperties())
                    .ignoreArtifactDescriptorRepositories(true)
                    .transferListener(new Downloads(progress))
                    .build());
  }

  /** All jars of a server, joined as a class path; {@link ServerException} if one cannot be had. */
  String classPath(String name) {
    return resolve(name).stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The one jar of a server that is not Java. */
  Path jar(String name) {
    return resolve(name).get(0);
  }

  @Override
  public void close() {
    maven.close();
  }

  private List<Path> resolve(String name) {
    String coordinates = pinned.getProperty(name);
    if (coordinates == null) {
      throw new ServerException("There is no " + name + " for this platform.");
    }
    List<Exclusion> without =
        Stream.ofNullable(pinned.getProperty(name + ".without"))
            .map(group -> new Exclusion(group, "*", "*", "*"))
            .toList();
    List<Dependency> wanted =
        Stream.of(coordinates.split(" "))
            .map(DefaultArtifact::new)
            .map(artifact -> new Dependency(artifact, JavaScopes.RUNTIME, false, without))
            .toList();
    CollectRequest graph = new CollectRequest(wanted, List.of(), maven.remoteRepositories());
    try {
      return maven
          .repositorySystem()
          .resolveDependencies(maven.repositorySystemSession(), new DependencyRequest(graph, null))
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .map(artifact -> artifact.getFile().toPath())
          .toList();
    } catch (DependencyResolutionException e) {
      throw new ServerException(coordinates + " cannot be had: " + e.getMessage(), e);
    }
  }

  /** Among the system properties of a test's JVM are those that {@code mvn} was given with -D. */
  private static Map<String, String> userProperties() {
    Map<String, String> properties = new TreeMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name, "")));
    return properties;
  }
}
