package dev.sluice.dataplane.body.form;

/** A text that is looked for in bytes that go by (Knuth, Morris and Pratt). */
final class Needle {
  private final byte[] text;
  private final int[] back;
  private int matched;

  Needle(byte[] text) {
    this.text = text.clone();
    back = new int[text.length];
    for (int i = 1, k = 0; i < text.length; i++) {
      while (k > 0 && text[i] != text[k]) {
        k = back[k - 1];
      }
      if (text[i] == text[k]) {
        k++;
      }
      back[i] = k;
    }
  }

  int length() {
    return text.length;
  }

  /** Whether nothing of it has gone by just now. */
  boolean fresh() {
    return matched == 0;
  }

  void forget() {
    matched = 0;
  }

  /** Whether this byte is its last. */
  boolean ends(byte next) {
    while (matched > 0 && text[matched] != next) {
      matched = back[matched - 1];
    }
    if (text[matched] == next) {
      matched++;
    }
    if (matched == text.length) {
      matched = 0;
      return true;
    }
    return false;
  }
}
