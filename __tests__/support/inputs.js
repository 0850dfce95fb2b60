import fc from 'fast-check';

// Units that sit on an edge of UTF-8, of UTF-16 or of what a decoder treats as special.
const unit = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0x61, max: 0x64 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xfffc, 0xfffd, 0xffff),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
);

const ofUnits = (units) => String.fromCharCode(...units);

/** A run that takes a text across the sizes at which backends change how they read it. */
const padding = fc
  .tuple(
    fc.constantFrom('', 'a', 'é', '世', '🚀', '\ud83d'),
    fc.constantFrom(0, 15, 16, 31, 63, 64, 126, 127, 128, 1023, 4095),
  )
  .map(([text, times]) => text.repeat(times));

const fragment = fc.array(unit, { maxLength: 40 }).map(ofUnits);

/** Any string, lone surrogates included. */
export const anyString = fc
  .tuple(fragment, fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: padding }), fragment)
  .map((parts) => parts.join(''));

/** Any bytes: random ones, and texts cut where characters do not end. */
export const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.tuple(anyString, fc.nat(3), fc.nat(3)).map(([text, start, end]) =>
    new TextEncoder()
      .encode(text)
      .slice(start)
      .subarray(0, end === 0 ? undefined : -end),
  ),
);

export const anyInput = fc.oneof({ weight: 3, arbitrary: anyString }, { weight: 2, arbitrary: anyBytes });

/** Two inputs that agree for a while. */
export const alikePair = fc
  .tuple(anyString, anyString, anyString, fc.boolean(), fc.boolean())
  .map(([common, a, b, aBytes, bBytes]) => [asBytes(common + a, aBytes), asBytes(common + b, bBytes)]);

/** Over an alphabet of two, where matches nearly happen everywhere. */
const periodic = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 0, max: 60 }),
    fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 }),
  )
  .map(([period, times, rest]) => period.join('').repeat(times) + rest.join(''));

/** A haystack and a needle that is likely to be in it. */
export const searchPair = fc.oneof(
  fc.tuple(anyInput, anyInput),
  fc
    .tuple(anyString, anyString, anyString, fc.boolean(), fc.boolean())
    .map(([before, needle, after, hBytes, nBytes]) => [
      asBytes(before + needle + after, hBytes),
      asBytes(needle, nBytes),
    ]),
  fc
    .tuple(periodic, periodic, fc.boolean(), fc.boolean())
    .map(([h, n, hBytes, nBytes]) => [asBytes(h, hBytes), asBytes(n, nBytes)]),
  fc
    .tuple(anyBytes, fc.nat(50), fc.nat(50))
    .map(([haystack, start, length]) => [haystack, haystack.slice(start, start + length)]),
);

export const anySeed = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, -0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 2166136261),
);

export const anyPosition = fc.oneof(
  { weight: 3, arbitrary: fc.nat(80) },
  fc.constantFrom(undefined, Number.NaN, -0, Infinity, -Infinity, 0.5, 1.999, -1, 2 ** 31, 2 ** 32 + 1, 1e300),
  fc.double(),
);

/** Inputs of many lengths, so that some are joined and others are not, and halves of pairs at their ends. */
export const anyList = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: anyInput },
    fc
      .tuple(fc.constantFrom('a', 'é', '🚀', '\ud83d', '\ude80'), fc.nat(70))
      .map(([text, times]) => text.repeat(times)),
  ),
  { maxLength: 45 },
);

function asBytes(text, wanted) {
  return wanted ? new TextEncoder().encode(text) : text;
}
