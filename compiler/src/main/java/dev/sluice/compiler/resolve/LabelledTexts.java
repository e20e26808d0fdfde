package dev.sluice.compiler.resolve;

/** What stands in ConfigMaps that carry one of our labels. */
public record LabelledTexts(FeedIndex networks, SchemaIndex schemas) {
  /** To be called once nobody asks any more. */
  public void keep() {
    networks.keep();
    schemas.keep();
  }
}
