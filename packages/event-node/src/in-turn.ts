/** Lets one change begin only when the one before it is over, whatever became of it. */
export const oneAtATime = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(change: () => Promise<T>): Promise<T> => {
    const done = last.then(change);
    last = done.catch(() => {});
    return done;
  };
};
