import { ServerInterceptingCall, type ServerInterceptor } from "@grpc/grpc-js";

/** How much of a response may be unsent before the writer has to wait. */
const mostUnsentBytes = 64 * 1024;

/**
 * gRPC writes one message and waits for the socket before it takes the next one, so each message would be a write of
 * its own. Here the next message is taken at once, up to a limit, and messages that accumulate during a write are sent
 * together.
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
