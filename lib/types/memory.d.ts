/**
 * What an instance reports about its memory.
 */

/** The memory of an instance; see {@link StringOps.memory}. */
export interface MemoryUsage {
  /** Bytes it has now. */
  readonly bytes: number;
  /** The same in pages of 64 KiB, rounded up. */
  readonly pages: number;
  /** Bytes it may have at most. */
  readonly maximumBytes: number;
  /** The same in pages: {@link LoadOptions.maximumPages}. */
  readonly maximumPages: number;
  /** The bytes of the held texts. */
  readonly heldBytes: number;
  /** The most bytes it has had. */
  readonly peakBytes: number;
  /** Calls for which it had to grow. */
  readonly timesGrown: number;
}

/** Bytes of memory, shown; see {@link StringOps.inspectMemory}. */
export interface MemoryView {
  /** The first byte that is shown. */
  readonly offset: number;
  /** How many are shown. */
  readonly length: number;
  /** Two hexadecimal digits a byte, with spaces between. */
  readonly hex: string;
  /** The bytes decoded as UTF-8; invalid bytes become U+FFFD. */
  readonly text: string;
}
