package dev.sluice.dataplane.upstream.balance;

import java.util.Arrays;

/**
 * Draws an index, each as often as its weight says, in the same short time however many there are:
 * Vose's alias method. Equal weights need no table.
 */
final class WeightedDraw {
  private static final int WHOLE = 1 << 30;

  private final int count;
  private final int[] keep;
  private final int[] alias;

  private WeightedDraw(int count, int[] keep, int[] alias) {
    this.count = count;
    this.keep = keep;
    this.alias = alias;
  }

  /**
   * @param weights one or more, each 1 or more
   */
  static WeightedDraw of(int[] weights) {
    int count = weights.length;
    if (Arrays.stream(weights).allMatch(weight -> weight == weights[0])) {
      return new WeightedDraw(count, new int[0], new int[0]);
    }
    double total = Arrays.stream(weights).asLongStream().sum();
    double[] share = Arrays.stream(weights).mapToDouble(each -> each * count / total).toArray();
    int[] keep = new int[count];
    int[] alias = new int[count];
    int[] small = new int[count];
    int[] large = new int[count];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < count; i++) {
      if (share[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int less = small[--smalls];
      int more = large[larges - 1];
      keep[less] = (int) (share[less] * WHOLE);
      alias[less] = more;
      share[more] -= 1 - share[less];
      if (share[more] < 1) {
        larges--;
        small[smalls++] = more;
      }
    }
    // What is left is 1 but for rounding.
    while (larges > 0) {
      keep[large[--larges]] = WHOLE;
    }
    while (smalls > 0) {
      keep[small[--smalls]] = WHOLE;
    }
    return new WeightedDraw(count, keep, alias);
  }

  int draw(Dice dice) {
    int column = dice.random(count);
    return keep.length == 0 || dice.random(WHOLE) < keep[column] ? column : alias[column];
  }
}
