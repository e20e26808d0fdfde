package dev.sluice.compiler.resource;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** The Secrets of a namespace that carry all of these labels. */
public record SecretSelection(String namespace, SortedMap<String, String> labels)
    implements Comparable<SecretSelection> {
  public SecretSelection {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  @Override
  public int compareTo(SecretSelection other) {
    return Comparator.comparing(SecretSelection::namespace)
        .thenComparing(each -> each.labels.toString())
        .compare(this, other);
  }
}
