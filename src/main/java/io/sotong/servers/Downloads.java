package io.sotong.servers;

import java.util.Locale;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferResource;

/** Tells of what is fetched, when it is large enough to be waited for. */
final class Downloads extends AbstractTransferListener {
  private static final long WORTH_TELLING_BYTES = 1_000_000;

  private final Progress progress;

  Downloads(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void transferStarted(TransferEvent event) {
    TransferResource what = event.getResource();
    if (what.getContentLength() >= WORTH_TELLING_BYTES) {
      String path = what.getResourceName();
      progress.tell(
          String.format(
              Locale.ROOT,
              "Downloading %s (%.1f MB)",
              path.substring(path.lastIndexOf('/') + 1),
              what.getContentLength() / 1e6));
    }
  }
}
