import type { ServerReadableStream, sendUnaryData } from "@grpc/grpc-js";
import type { OpenCalls } from "../calls.ts";
import { type Failure, unavailable } from "../failure.ts";
import { isWhole } from "./whole.ts";

/** What a call does with what is sent; it refuses by throwing, and until `write` it has done nothing. */
export interface Gathering {
  readonly take: (bytes: Buffer) => void;
  /** All has come. */
  readonly write: () => Promise<Buffer>;
  readonly failureIn: (error: unknown) => Failure;
}

/** A call that is sent in parts and answered once. Cut short, by whichever side, it writes nothing. */
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
      // Once it is being written, it is answered with what became of it.
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
