/** Runs changes one at a time: each starts when the previous one has settled, whether it succeeded or failed. */
export const oneAtATime = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(change: () => Promise<T>): Promise<T> => {
    const done = last.then(change);
    last = done.catch(() => {});
    return done;
  };
};
