package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.reply.AnswerField;
import java.nio.ByteBuffer;

/**
 * Notices when a browser comes back from the issuer again and again, because it does not keep the
 * session that it is given: issuers that ask nothing would send it round for ever.
 */
final class Rounds {
  private static final int MOST = 5;
  private static final long SECONDS = 60;

  private final Relying relying;

  Rounds(Relying relying) {
    this.relying = relying;
  }

  boolean areTooMany(Browser browser) {
    return count(browser) >= MOST;
  }

  /** One more. */
  AnswerField more(Browser browser) {
    ByteBuffer bytes = ByteBuffer.allocate(12);
    bytes.putInt(count(browser) + 1).putLong(relying.seconds());
    return relying.jar().writeRounds(browser, relying.rounds().close(bytes.array()), SECONDS);
  }

  private int count(Browser browser) {
    String sealed = relying.jar().rounds(browser);
    byte[] bytes = sealed == null ? null : relying.rounds().open(sealed);
    if (bytes == null || bytes.length != 12) {
      return 0;
    }
    ByteBuffer read = ByteBuffer.wrap(bytes);
    int count = read.getInt();
    return relying.seconds() - read.getLong() < SECONDS ? count : 0;
  }
}
