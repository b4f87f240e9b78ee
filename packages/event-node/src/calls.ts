/** The calls that are open, so that a node that stops can end each of them properly. */
export const openCalls = () => {
  const ends = new Set<() => void>();
  let stopping = false;
  return {
    /** Remembers how to end a call early, until the returned function is called. */
    add: (end: () => void) => {
      if (stopping) {
        end();
        return () => {};
      }
      ends.add(end);
      return () => {
        ends.delete(end);
      };
    },
    endAll: () => {
      stopping = true;
      for (const end of ends) end();
    },
  };
};

export type OpenCalls = ReturnType<typeof openCalls>;
