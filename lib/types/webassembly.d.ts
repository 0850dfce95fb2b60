/**
 * The two names of `WebAssembly` that this package's declarations use, for projects whose `lib` does not include `DOM`,
 * which otherwise declares them. Where it does, the declarations merge.
 */
declare namespace WebAssembly {
  interface Memory {
    grow(delta: number): number;
  }
  interface Instance {}
}
