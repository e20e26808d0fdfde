package dev.sluice.dataplane.auth.revocation;

import dev.sluice.dataplane.auth.token.StrictBase64;
import dev.sluice.dataplane.auth.token.StrictJson;
import dev.sluice.dataplane.auth.token.TokenForm;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The other text of a token that is signed by ECDSA: of each signature (r, s) anybody makes (r,
 * -s), which holds as well. Without it a token that was taken back by its hash would go on.
 */
final class TwinText {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Map<String, BigInteger> ORDERS =
      Map.of("ES256", order("secp256r1"), "ES384", order("secp384r1"), "ES512", order("secp521r1"));

  private TwinText() {}

  private static BigInteger order(String curve) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return parameters.getParameterSpec(ECParameterSpec.class).getOrder();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks " + curve, e);
    }
  }

  /** Null if it has none. */
  static @Nullable String of(String token) {
    if (!TokenForm.isSigned(token)) {
      return null;
    }
    int first = token.indexOf('.');
    int last = token.lastIndexOf('.') + 1;
    byte @Nullable [] head = StrictBase64.decode(token, 0, first);
    byte @Nullable [] signature = StrictBase64.decode(token, last, token.length());
    Map<String, @Nullable Object> header = head == null ? null : StrictJson.object(head);
    if (header == null
        || signature == null
        || !(header.get("alg") instanceof String algorithm)
        || !ORDERS.containsKey(algorithm)) {
      return null;
    }
    BigInteger order = ORDERS.get(algorithm);
    int half = (order.bitLength() + 7) / 8;
    if (signature.length != 2 * half) {
      return null;
    }
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, half, 2 * half));
    return s.signum() > 0 && s.compareTo(order) < 0
        ? token.substring(0, last) + BASE64.encodeToString(with(signature, order.subtract(s)))
        : null;
  }

  /** With another second half. */
  private static byte[] with(byte[] signature, BigInteger s) {
    int half = signature.length / 2;
    byte[] twin = Arrays.copyOf(signature, signature.length);
    Arrays.fill(twin, half, twin.length, (byte) 0);
    byte[] number = s.toByteArray();
    int count = Math.min(half, number.length);
    System.arraycopy(number, number.length - count, twin, twin.length - count, count);
    return twin;
  }
}
