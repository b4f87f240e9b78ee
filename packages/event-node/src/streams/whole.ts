import type { Http2Session } from "node:http2";
import type { ServerReadableStream } from "@grpc/grpc-js";

/** What grpc-js wraps around a call, one layer for each interceptor, down to the stream. */
interface Layer {
  readonly nextCall?: Layer;
  readonly stream?: { readonly session?: Http2Session };
}

/** The connection that a call came over. grpc-js keeps it to itself; the tests of calls cut short say if it moves. */
const connectionOf = (call: object): Http2Session | undefined => {
  const { call: outermost } = call as { readonly call?: Layer }; // Only looked into.
  for (let layer = outermost; layer; layer = layer.nextCall) if (layer.stream?.session) return layer.stream.session;
  return undefined;
};

const answersPing = (connection: Http2Session): Promise<boolean> =>
  new Promise((resolve) => {
    try {
      connection.ping((error) => resolve(error === null));
    } catch {
      resolve(false);
    }
  });

interface Rounds {
  running?: Promise<boolean>;
  next?: Promise<boolean> | undefined;
}

const roundsOf = new WeakMap<Http2Session, Rounds>();

/** Whoever waits shares the next ping; the one under way was sent too early to prove anything to them. */
const nextAnswer = (connection: Http2Session): Promise<boolean> => {
  const rounds = roundsOf.get(connection) ?? {};
  roundsOf.set(connection, rounds);
  const begin = async () => {
    await rounds.running;
    rounds.next = undefined;
    rounds.running = answersPing(connection);
    return rounds.running;
  };
  rounds.next ??= begin();
  return rounds.next;
};

/**
 * Whether a call that has ended was ended by its client and not cut. Node's client ends the call that it cancels, and
 * resets it right after that: to the server a part looks like a whole until the reset arrives. What a client answers
 * to a ping comes after it.
 */
export const isWhole = async (call: ServerReadableStream<Buffer, Buffer>): Promise<boolean> => {
  const connection = connectionOf(call);
  if (!connection || !(await nextAnswer(connection))) return false;
  // The reset is known by now, but its event may still be due.
  await new Promise((resolve) => setImmediate(resolve));
  return !call.cancelled;
};
