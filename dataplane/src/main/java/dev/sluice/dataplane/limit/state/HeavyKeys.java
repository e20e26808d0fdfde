package dev.sluice.dataplane.limit.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of a limit that ask most, in memory that is bounded however many there are: the
 * space-saving sketch (Metwally, Agrawal and El Abbadi, 2005). Every refusal counts, and so do the
 * first requests that pass; of the others one of many stands for all. Counts are halved now and
 * then, so that it tells of the last minutes. A request never waits here: while another thread is
 * at it, it is left out.
 */
public final class HeavyKeys {
  /** Of requests that pass so many are counted each, before every half-life anew. */
  static final int EACH = 1_024;

  /** Of those that come then, one of so many is counted for all. */
  static final int SAMPLE = 32;

  private static final int MOST = 128;
  private static final int MOST_CHARS = 512;
  private static final long HALF_LIFE = 300_000_000_000L;

  /** What is kept of a key. */
  private static final class Place {
    private List<String> texts = List.of();
    private long passed;
    private long refused;
    private long before;

    private long all() {
      return passed + refused + before;
    }
  }

  /**
   * @param id stands for it where it shall not be shown; of this process only
   * @param texts what requests agreed in, in the order of the limit's key
   * @param passed about so many in the last minutes
   * @param refused or that would have been, were the policy enforced
   */
  public record Heavy(long id, List<String> texts, long passed, long refused) {
    /** 16 hexadecimal digits. */
    public String name() {
      return "%016x".formatted(id);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Place> places = new HashMap<>();
  private long halvedAt = System.nanoTime();

  /** Of several threads at once one may be forgotten, which costs less than to agree. */
  private int weighed;

  /** For how many of those that pass the next one stands; 0: it is not counted. */
  public int weight() {
    if (weighed < EACH) {
      weighed++;
      return 1;
    }
    return ThreadLocalRandom.current().nextInt(SAMPLE) == 0 ? SAMPLE : 0;
  }

  /**
   * One of those that pass.
   *
   * @param weight which {@link #weight} gave
   */
  public void passed(long id, List<String> texts, int weight) {
    count(id, texts, weight, 0);
  }

  public void refused(long id, List<String> texts) {
    count(id, texts, 0, 1);
  }

  private void count(long id, List<String> texts, int passed, int refused) {
    if (lock.tryLock()) {
      try {
        fade(System.nanoTime());
        Place place = place(id, texts);
        place.passed += passed;
        place.refused += refused;
      } finally {
        lock.unlock();
      }
    }
  }

  private Place place(long id, List<String> texts) {
    Place known = places.get(id);
    if (known != null) {
      return known;
    }
    Place place = new Place();
    if (places.size() == MOST) {
      Map.Entry<Long, Place> least = null;
      for (Map.Entry<Long, Place> each : places.entrySet()) {
        if (least == null || each.getValue().all() < least.getValue().all()) {
          least = each;
        }
      }
      if (least != null) {
        // A key that comes later may have been here before: it is not thought lighter than that.
        place.before = least.getValue().all();
        places.remove(least.getKey());
      }
    }
    int chars = texts.stream().mapToInt(String::length).sum();
    place.texts = chars <= MOST_CHARS ? List.copyOf(texts) : List.of();
    places.put(id, place);
    return place;
  }

  private void fade(long now) {
    if (now - halvedAt >= HALF_LIFE) {
      halvedAt = now;
      weighed = 0;
      places
          .values()
          .removeIf(
              place -> {
                place.passed /= 2;
                place.refused /= 2;
                place.before /= 2;
                return place.all() == 0;
              });
    }
  }

  /** The heaviest first. */
  public List<Heavy> top(int most) {
    lock.lock();
    try {
      fade(System.nanoTime());
      List<Heavy> all = new ArrayList<>();
      places.forEach(
          (id, place) -> {
            if (place.passed + place.refused > 0) {
              all.add(new Heavy(id, place.texts, place.passed, place.refused));
            }
          });
      all.sort(
          Comparator.comparingLong((Heavy heavy) -> heavy.passed() + heavy.refused())
              .reversed()
              .thenComparing(Heavy::id));
      return List.copyOf(all.subList(0, Math.min(most, all.size())));
    } finally {
      lock.unlock();
    }
  }
}
