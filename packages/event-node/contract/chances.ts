/** A seeded random number generator, so that a failure can be reproduced. */
export const chances = (seed: number) => {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const oneOf = <T>(things: readonly T[]): T => things[below(things.length)] as T; // `things` is never empty.
  return { below, oneOf };
};

export type Chances = ReturnType<typeof chances>;
