import { setImmediate as nextTurn } from "node:timers/promises";
import type { ServerWritableStream } from "@grpc/grpc-js";
import type { Failure } from "../failure.ts";

/** The response stream of a read, with backpressure: sends no faster than the client reads. */
export interface Outlet {
  readonly isOpen: () => boolean;
  /** Sends a message; returns whether there is room for more. */
  readonly put: (message: Buffer) => boolean;
  /** Resolves when there is room for more, with false once the client has disconnected. */
  readonly room: () => Promise<boolean>;
  /** Sends a message and waits for room. */
  readonly send: (message: Buffer) => Promise<boolean>;
  /** Resolves at the next `wake`, or when the client disconnects. */
  readonly idle: () => Promise<void>;
  readonly wake: () => void;
  /** Yields to other work. */
  readonly pause: () => Promise<void>;
  readonly end: () => void;
  readonly fail: (failure: Failure) => void;
}

export const outlet = (call: ServerWritableStream<Buffer, Buffer>): Outlet => {
  let isOpen = true;
  let isFull = false;
  let resume: (() => void) | undefined;

  const isBlocked = () => isFull && isOpen;

  const wake = () => {
    // New events must not wake a subscription that waits for its client to read.
    if (isBlocked()) return;
    const waiting = resume;
    resume = undefined;
    waiting?.();
  };
  const close = () => {
    isOpen = false;
    wake();
  };
  const idle = () =>
    new Promise<void>((resolve) => {
      if (isOpen) resume = resolve;
      else resolve();
    });

  call.on("drain", () => {
    isFull = false;
    wake();
  });
  call.on("cancelled", close);
  call.on("close", close);

  const put = (message: Buffer) => {
    if (!isOpen) return false;
    isFull = !call.write(message);
    return !isFull;
  };
  const room = async () => {
    while (isBlocked()) await idle();
    return isOpen;
  };

  return {
    isOpen: () => isOpen,
    put,
    room,
    send: (message) => {
      put(message);
      return room();
    },
    idle,
    wake,
    pause: () => nextTurn(),
    end: () => {
      if (isOpen) call.end();
      close();
    },
    fail: (failure) => {
      if (isOpen) call.emit("error", failure);
      close();
    },
  };
};
