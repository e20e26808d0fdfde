package dev.sluice.compiler.jwks;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Map;

/** The curves of RFC 7518, section 6.2.1.1. */
final class EllipticCurves {
  private static final Map<String, String> NAMES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

  private EllipticCurves() {}

  static boolean isKnown(String curve) {
    return NAMES.containsKey(curve);
  }

  /** y² = x³ + ax + b: a point elsewhere would give signatures of somebody else's making. */
  static boolean isOn(String name, BigInteger x, BigInteger y) {
    ECParameterSpec curve = parameters(name);
    BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right =
        x.multiply(x).add(curve.getCurve().getA()).multiply(x).add(curve.getCurve().getB()).mod(p);
    return y.multiply(y).mod(p).equals(right);
  }

  private static ECParameterSpec parameters(String name) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(NAMES.get(name)));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK knows this curve", e);
    }
  }
}
