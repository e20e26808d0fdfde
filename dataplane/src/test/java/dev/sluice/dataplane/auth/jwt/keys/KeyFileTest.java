package dev.sluice.dataplane.auth.jwt.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.state.StateFile;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of fetched keys after a restart. */
final class KeyFileTest {
  private static final String SET = "{\"keys\":[{\"kty\":\"OKP\",\"x\":\"\u00e4\"}]}";
  private static final KeyPlace PLACE =
      new KeyPlace("https://idp.test", "https://idp.test/keys", List.of());

  private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);

  @TempDir private Path directory;

  private KeyFile open() {
    return new KeyFile(new StateFile(directory, KeyFile.NAME), millis::get);
  }

  private Path file() {
    return directory.resolve(KeyFile.NAME);
  }

  @Test
  void aSetIsThereAfterARestartWithItsAge() throws IOException {
    open().save("idp", PLACE, SET);
    millis.addAndGet(90_000);
    assertThat(open().load("idp", PLACE)).contains(new KeptKeys.Kept(SET, Duration.ofSeconds(90)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void anotherProviderIssuerUrlOrAuthorityDoesNotTakeIt() {
    open().save("idp", PLACE, SET);
    KeyFile again = open();
    assertThat(again.load("other", PLACE)).isEmpty();
    SecretSection.CaBundle bundle =
        new SecretSection.CaBundle(new ObjectKey("shop", "ca"), "-----BEGIN CERTIFICATE-----");
    for (KeyPlace place :
        List.of(
            new KeyPlace("https://idp.test/", PLACE.url(), List.of()),
            new KeyPlace(PLACE.issuer(), "https://idp.test/key", List.of()),
            new KeyPlace("https://idp.testh", "ttps://idp.test/keys", List.of()),
            new KeyPlace(PLACE.issuer(), PLACE.url(), List.of(bundle)))) {
      assertThat(again.load("idp", place)).as(place.toString()).isEmpty();
    }
    assertThat(again.load("idp", PLACE)).isPresent();
  }

  @Test
  void aProviderThatIsGoneIsForgotten() {
    KeyFile keys = open();
    keys.save("idp", PLACE, SET);
    keys.save("other", PLACE, SET);
    keys.keepOnly(Set.of("other"));
    assertThat(open().load("idp", PLACE)).isEmpty();
    assertThat(open().load("other", PLACE)).isPresent();
  }

  @Test
  void aFileThatWasChangedIsPutAside() throws IOException {
    open().save("idp", PLACE, SET);
    String good = Files.readString(file());
    for (String bad :
        List.of(
            "",
            "nonsense",
            "[]",
            "{}",
            good.substring(0, good.length() / 2),
            good.replace("1800000000000", "1800000000001"),
            good.replace("OKP", "RSA"),
            good.replace("\"idp\"", "\"idq\""),
            good.replaceAll("\"checksum\":\"[0-9a-f]*\"", "\"checksum\":\"\""))) {
      Files.writeString(file(), bad);
      assertThat(open().load("idp", PLACE)).as(bad).isEmpty();
      assertThat(file()).doesNotExist();
      assertThat(directory.resolve(KeyFile.NAME + ".damaged")).hasContent(bad);
    }
    KeyFile again = open();
    again.save("idp", PLACE, SET);
    assertThat(open().load("idp", PLACE)).isPresent();
  }

  @Test
  void whatIsFromTheFutureIsNotUsedAndAClockThatWasSetALittleDoesNoHarm() {
    open().save("idp", PLACE, SET);
    millis.addAndGet(-60_000);
    assertThat(open().load("idp", PLACE)).contains(new KeptKeys.Kept(SET, Duration.ZERO));
    millis.addAndGet(-600_000);
    assertThat(open().load("idp", PLACE)).isEmpty();
  }

  @Test
  void setsAndProvidersAreBounded() throws IOException {
    KeyFile keys = open();
    keys.save("idp", PLACE, SET);
    keys.save("idp", PLACE, "x".repeat(300_000));
    assertThat(open().load("idp", PLACE)).isEmpty();
    for (int i = 0; i < 100; i++) {
      keys.save("p-" + i, PLACE, SET);
    }
    assertThat(open().load("p-63", PLACE)).isPresent();
    assertThat(open().load("p-64", PLACE)).isEmpty();
    assertThat(Files.size(file())).isLessThan(64 << 10);
  }

  @Test
  void aFileThatIsTooLongIsNotRead() throws IOException {
    Files.writeString(file(), " ".repeat((8 << 20) + 1));
    assertThat(open().load("idp", PLACE)).isEmpty();
    assertThat(directory.resolve(KeyFile.NAME + ".damaged")).exists();
  }
}
