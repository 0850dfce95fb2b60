/**
 * The operations as promises.
 */

import type { Input } from './operations.js';

/**
 * The operations for inputs so large that they would block the event loop. On `wasmtime` and `native` the work is done
 * by Rust kernels on libuv's thread pool; on the other backends, in slices of about a millisecond, with the event loop
 * running between them.
 *
 * The inputs are copied (strings are encoded) on the calling thread before the call returns, so it does not matter if
 * they are written to, detached or resized afterwards. Of bytes that another thread writes during the call, the copy
 * has old or new values. Every error is a rejection; the call itself throws nothing.
 */
export interface AsyncOperations {
  /**
   * {@link StringOperations.fastHash} without blocking the event loop.
   *
   * @param input - string or bytes
   * @param options - `seed`: as `fastHash` takes it. `signal`: if it is aborted before the work has begun, the work is
   *   skipped and the promise is rejected with its `reason`; work that has begun is finished, and its result stands
   * @returns the hash; rejects with the errors that `fastHash` throws, and with a `TypeError` with `code`
   *   `'ERR_INVALID_ARG_TYPE'` for bad options, `'ERR_INVALID_ARG_VALUE'` for an unknown one
   * @example
   * ```js
   * const signal = AbortSignal.timeout(1000);
   * await ops.fastHashAsync(await readFile('disk.img'), { signal });
   * ```
   */
  fastHashAsync(
    input: Input,
    options?: { seed?: number | undefined; signal?: AbortSignal | undefined },
  ): Promise<number>;

  /**
   * {@link StringOperations.fastSearch} without blocking the event loop.
   *
   * @param haystack - string or bytes to search in
   * @param needle - string or bytes to search for
   * @param options - `signal`: as for {@link AsyncOperations.fastHashAsync}
   * @returns the offset in UTF-8 bytes, or -1; rejects with the errors that `fastSearch` throws, and with a `TypeError`
   *   with `code` `'ERR_INVALID_ARG_TYPE'` for bad options, `'ERR_INVALID_ARG_VALUE'` for an unknown one
   * @example
   * ```js
   * await ops.fastSearchAsync(await readFile('disk.img'), Buffer.of(0x55, 0xaa));
   * ```
   */
  fastSearchAsync(haystack: Input, needle: Input, options?: { signal?: AbortSignal | undefined }): Promise<number>;
}
