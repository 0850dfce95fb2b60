/**
 * What `using` needs of the declarations, for projects whose `lib` does not include `ESNext.Disposable`, which otherwise
 * has it. Where it does, the declarations merge.
 */
interface SymbolConstructor {
  readonly dispose: unique symbol;
  readonly asyncDispose: unique symbol;
}

interface Disposable {
  [Symbol.dispose](): void;
}

/**
 * The names of `WebAssembly` that this package's declarations use, for projects whose `lib` does not include `DOM`,
 * which otherwise declares them. Where it does, the declarations merge.
 */
declare namespace WebAssembly {
  interface Memory {
    grow(delta: number): number;
  }
  interface Instance {}
  interface Module {}
}
