package dev.sluice.snapshot;

/** What somebody says of one {@link SecurityHeader}. */
public sealed interface HeaderChoice {
  HeaderChoice LEFT = new Left();

  /** The gateway leaves it to the backend, whatever a preset says. */
  record Left() implements HeaderChoice {
    @Override
    public String toString() {
      return "Disabled";
    }
  }

  /** In place of what the backend says. */
  record Value(String text) implements HeaderChoice {
    @Override
    public String toString() {
      return text;
    }
  }
}
