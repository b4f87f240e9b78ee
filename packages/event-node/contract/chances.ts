/** Numbers that follow from a seed, so that every run draws the same and a failure can be seen again. */
export const chances = (seed: number) => {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const oneOf = <T>(things: readonly T[]): T => things[below(things.length)] as T; // Never asked of nothing.
  return { below, oneOf };
};

export type Chances = ReturnType<typeof chances>;
