import { ServerInterceptingCall, type ServerInterceptor } from "@grpc/grpc-js";

/** So much of an answer may be on its way to the socket before its writer is told to wait. */
const mostUnsentBytes = 64 * 1024;

/**
 * gRPC sends one message and waits until the socket has it before it takes the next, so each message would be a write of
 * its own. Here the next one is taken at once, up to a limit; what gathers while a write goes on leaves with the next.
 */
class CoalescingCall extends ServerInterceptingCall {
  #unsent = 0;
  #takeNext: (() => void) | undefined;

  override sendMessage(message: Buffer, takeNext: () => void): void {
    this.#unsent += message.length;
    super.sendMessage(message, () => {
      this.#unsent -= message.length;
      const next = this.#takeNext;
      this.#takeNext = undefined;
      next?.();
    });
    if (this.#unsent < mostUnsentBytes) takeNext();
    else this.#takeNext = takeNext;
  }
}

export const coalescing: ServerInterceptor = (_method, call) => new CoalescingCall(call);
