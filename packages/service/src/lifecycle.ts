/** The process was stopped while it was still starting. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/**
 * Resources of a process: `open` registers what to close, `close` closes all in reverse order, once.
 * A failure to close a part is passed to `report`, and the others are still closed. A part opened after `close` is
 * closed at once, and `open` throws Stopped, so that stopping during a start leaves nothing behind.
 */
export const lifecycle = (report: (name: string, error: unknown) => void) => {
  const opened: { readonly name: string; readonly close: () => Promise<unknown> }[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async () => {
    for (let part = opened.pop(); part !== undefined; part = opened.pop()) {
      const { name, close } = part;
      await close().catch((error: unknown) => report(name, error));
    }
  };
  return {
    open: <T>(name: string, part: T, close: (part: T) => Promise<unknown>): T => {
      if (closing) {
        void close(part).catch((error: unknown) => report(name, error));
        throw new Stopped(`${name} came after the stop.`);
      }
      opened.push({ name, close: () => close(part) });
      return part;
    },
    close: (): Promise<void> => {
      closing ??= closeAll();
      return closing;
    },
  };
};
