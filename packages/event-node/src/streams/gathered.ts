import type { ServerReadableStream, sendUnaryData } from "@grpc/grpc-js";
import type { OpenCalls } from "../calls.ts";
import { type Failure, unavailable } from "../failure.ts";
import { isWhole } from "./whole.ts";

/** How a call handles its messages. It refuses by throwing; nothing is written before `write`. */
export interface Gathering {
  readonly take: (bytes: Buffer) => void;
  /** Called when all messages have been received. */
  readonly write: () => Promise<Buffer>;
  readonly failureIn: (error: unknown) => Failure;
}

/** A client-streaming call with one response. If either side cancels it, nothing is written. */
export const gathered =
  (calls: OpenCalls, begin: () => Gathering) =>
  (call: ServerReadableStream<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
    const { take, write, failureIn } = begin();
    let isOver = false;
    let isWriting = false;

    const finish = (failure: Failure | null, response?: Buffer) => {
      if (isOver) return;
      isOver = true;
      forget();
      answer(failure, response ?? null);
    };
    const forget = calls.add(() => {
      // A write in progress is answered with its outcome.
      if (!isWriting) finish(unavailable());
    });

    call.on("data", (bytes: Buffer) => {
      if (isOver) return;
      try {
        take(bytes);
      } catch (error) {
        finish(failureIn(error));
      }
    });
    const writeIfWhole = async () => {
      if (isOver) return;
      if (!(await isWhole(call))) return finish(unavailable());
      if (isOver) return;
      isWriting = true;
      finish(null, await write());
    };
    call.on("end", () => {
      writeIfWhole().catch((error: unknown) => finish(failureIn(error)));
    });
    call.on("cancelled", () => {
      isOver = true;
      forget();
    });
  };
