/** The open calls, so that a stopping node can end each of them with a proper status. */
export const openCalls = () => {
  const ends = new Set<() => void>();
  let stopping = false;
  return {
    /** Registers how to end a call early; the returned function unregisters it. */
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
