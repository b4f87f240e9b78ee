/** Something a process holds open. Closed in the reverse order of opening. */
export type Closing = { readonly name: string; readonly close: () => Promise<unknown> };

/**
 * Resources of a process: `open` registers what to close, `close` closes all in reverse order, once.
 * A part that fails to close is told to `report` and does not keep the others open.
 */
export const lifecycle = (report: (name: string, error: unknown) => void) => {
  const opened: Closing[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async () => {
    for (const { name, close } of opened.reverse()) await close().catch((error: unknown) => report(name, error));
  };
  return {
    open: <T>(name: string, part: T, close: (part: T) => Promise<unknown>): T => {
      opened.push({ name, close: () => close(part) });
      return part;
    },
    close: (): Promise<void> => {
      closing ??= closeAll();
      return closing;
    },
  };
};
