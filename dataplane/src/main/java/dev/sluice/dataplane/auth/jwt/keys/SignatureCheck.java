package dev.sluice.dataplane.auth.jwt.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the signatures of one key are checked. */
sealed interface SignatureCheck {
  boolean knows(String algorithm);

  boolean isSlow();

  boolean holds(String algorithm, byte[] signed, byte[] signature);

  /** By nimbus-jose-jwt, with a header of our own: that of the token was judged before. */
  final class OfLibrary implements SignatureCheck {
    private final JWSVerifier verifier;
    private final Map<String, JWSHeader> headers;
    private final boolean slow;

    OfLibrary(JWSVerifier verifier, Set<String> algorithms, boolean slow) {
      this.verifier = verifier;
      this.slow = slow;
      Map<String, JWSHeader> made = new HashMap<>();
      algorithms.forEach(name -> made.put(name, new JWSHeader(JWSAlgorithm.parse(name))));
      headers = Map.copyOf(made);
    }

    @Override
    public boolean knows(String algorithm) {
      return headers.containsKey(algorithm);
    }

    @Override
    public boolean isSlow() {
      return slow;
    }

    @Override
    public boolean holds(String algorithm, byte[] signed, byte[] signature) {
      @Nullable JWSHeader header = headers.get(algorithm);
      try {
        return header != null && verifier.verify(header, signed, Base64URL.encode(signature));
      } catch (JOSEException e) {
        // Such as a signature of another length.
        return false;
      }
    }
  }

  /** Ed25519 by the JDK: the library would need another one for it. */
  record OfEdwards(PublicKey key) implements SignatureCheck {
    private static final int LENGTH = 64;

    @Override
    public boolean knows(String algorithm) {
      return algorithm.equals("EdDSA");
    }

    @Override
    public boolean isSlow() {
      return true;
    }

    @Override
    public boolean holds(String algorithm, byte[] signed, byte[] signature) {
      if (signature.length != LENGTH) {
        return false;
      }
      try {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update(signed);
        return check.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }
}
