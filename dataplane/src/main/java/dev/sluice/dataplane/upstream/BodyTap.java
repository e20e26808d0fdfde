package dev.sluice.dataplane.upstream;

import java.nio.ByteBuffer;

/** Sees the body of a request go by. Called on the request's I/O thread; must not fail. */
interface BodyTap {
  /** Nobody looks. */
  BodyTap NONE =
      new BodyTap() {
        @Override
        public void data(ByteBuffer piece) {}

        @Override
        public void end() {}

        @Override
        public void abandoned() {}
      };

  /**
   * @param piece to be left as it is
   */
  void data(ByteBuffer piece);

  /** All of it has gone by. */
  void end();

  /** The request is over; if {@link #end} has not come, it never will. */
  void abandoned();
}
