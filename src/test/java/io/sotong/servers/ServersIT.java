package io.sotong.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ServersIT {
  @Test
  void redisAnswers() throws IOException {
    Server redis = RealServers.redis();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.getOutputStream().write("INFO server\r\n".getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(80), StandardCharsets.UTF_8))
          .contains("redis_version:7.0.15");
    }
  }

  @Test
  void allStart() {
    RealServers.zookeeper();
    RealServers.kafka();
    RealServers.postgres();
    RealServers.cassandra();
  }
}
