/**
 * The two names of `WebAssembly` that the declarations of this package use, for projects whose `lib` leaves out `DOM`,
 * which declares them otherwise. Where it is there, the declarations merge.
 */
declare namespace WebAssembly {
  interface Memory {
    grow(delta: number): number;
  }
  interface Instance {}
}
