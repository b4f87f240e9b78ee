import type { Http2Session } from "node:http2";
import type { ServerReadableStream } from "@grpc/grpc-js";

/** The objects that grpc-js wraps around a call: one layer for each interceptor, down to the HTTP/2 stream. */
interface Layer {
  readonly nextCall?: Layer;
  readonly stream?: { readonly session?: Http2Session };
}

/**
 * The connection of a call. grpc-js does not expose it; the tests of cancelled appends fail if a new version moves it.
 */
const connectionOf = (call: object): Http2Session | undefined => {
  const { call: outermost } = call as { readonly call?: Layer }; // Only read.
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

/** Concurrent callers share the next ping; a ping that is already running was sent too early for them. */
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
 * Whether the client ended the request stream and did not cancel the call. To cancel, Node's client ends the stream and
 * resets it right after, so an incomplete request looks complete until the reset arrives. The client's answer to a ping
 * arrives after the reset.
 */
export const isWhole = async (call: ServerReadableStream<Buffer, Buffer>): Promise<boolean> => {
  const connection = connectionOf(call);
  if (!connection || !(await nextAnswer(connection))) return false;
  // The reset has been received, but its event may not have been emitted yet.
  await new Promise((resolve) => setImmediate(resolve));
  return !call.cancelled;
};
