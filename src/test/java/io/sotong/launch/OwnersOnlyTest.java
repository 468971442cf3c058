package io.sotong.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept is nobody else's to read. */
class OwnersOnlyTest {
  @TempDir Path place = Path.of("");

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aNewDirectoryIsItsOwnersOnly() throws Exception {
    Path data = place.resolve("deep/data");
    OwnersOnly.makeData(data);
    assertThat(permissions(data)).isEqualTo("rwx------");
  }

  @Test
  void oneThatIsThereStaysAsTheOperatorMadeIt() throws Exception {
    Path data =
        Files.createDirectory(
            place.resolve("data"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    OwnersOnly.makeData(data);
    assertThat(permissions(data)).isEqualTo("rwxr-x---");
  }

  @Test
  void aFileInItsPlaceIsRefused() throws Exception {
    Path data = Files.createFile(place.resolve("data"));
    assertThatThrownBy(() -> OwnersOnly.makeData(data))
        .isInstanceOf(ConfigException.class)
        .hasMessage("data is " + data + ", which is not a directory.");
  }
}
