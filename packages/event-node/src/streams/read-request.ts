import { invalidArgument, unknown } from "../failure.ts";
import { ReadReq } from "../wire/read-messages.ts";
import type { UuidForm } from "../wire/recorded-event.ts";
import { type Filter, filterIn } from "./filter.ts";

/** Where to begin; a number is a revision in a stream and a position in `$all`. */
export type From = bigint | "start" | "end";

interface Asked {
  readonly from: From;
  readonly backwards: boolean;
  readonly resolveLinks: boolean;
  readonly uuidForm: UuidForm;
  readonly tellsLastRevision: boolean;
}

export interface StreamAsked extends Asked {
  readonly stream: string;
}

export interface AllAsked extends Asked {
  readonly filter: Filter | undefined;
}

export type ReadRequest =
  | { readonly kind: "readStream"; readonly asked: StreamAsked; readonly count: bigint }
  | { readonly kind: "readAll"; readonly asked: AllAsked; readonly count: bigint }
  | { readonly kind: "followStream"; readonly asked: StreamAsked }
  | { readonly kind: "followAll"; readonly asked: AllAsked };

const endRevision = 2n ** 64n - 1n;

const from = (at: bigint | undefined, isStart: boolean, isEnd: boolean): From => {
  if (isStart) return "start";
  if (isEnd || at === endRevision) return "end";
  if (at === undefined) throw invalidArgument("The start of the read is missing.");
  return at;
};

/** Decodes a read request and refuses invalid combinations of options. */
export const readRequest = (bytes: Buffer): ReadRequest => {
  const { options } = ReadReq.decode(bytes);
  if (!options) throw invalidArgument("The options of the read are missing.");
  const { stream, all, uuidOption, count, subscription, filter, noFilter, readDirection = 0 } = options;
  if (!uuidOption?.string && !uuidOption?.structured) throw invalidArgument("The format of ids is missing.");
  if (count === undefined && !subscription) throw invalidArgument("A read must have a count or be a subscription.");
  if (subscription && readDirection !== 0) throw invalidArgument("A subscription must read forwards.");
  const asked = {
    backwards: readDirection === 1,
    resolveLinks: options.resolveLinks ?? false,
    uuidForm: uuidOption.string ? ("string" as const) : ("structured" as const),
    tellsLastRevision: (options.controlOption?.compatibility ?? 0) >= 1,
  };

  if (stream) {
    if (!noFilter || filter) throw invalidArgument("Only $all can be filtered.");
    const name = stream.streamIdentifier?.streamName?.toString("utf8") ?? "";
    if (name === "") throw unknown("Exception was thrown by handler.");
    const start = from(stream.revision, stream.start !== undefined, stream.end !== undefined);
    const streamAsked = { ...asked, stream: name, from: start };
    return count === undefined
      ? { kind: "followStream", asked: streamAsked }
      : { kind: "readStream", asked: streamAsked, count };
  }
  if (!all) throw invalidArgument("A read must name a stream or $all.");
  if (!filter && !noFilter) throw invalidArgument("A read of $all must have a filter or no_filter.");
  const { commitPosition = 0n, preparePosition = 0n } = all.position ?? {};
  if (preparePosition > commitPosition) throw unknown("The prepare position is beyond the commit position.");
  const allAsked = {
    ...asked,
    from: from(all.position && commitPosition, all.start !== undefined, all.end !== undefined),
    filter: filter && filterIn(filter, subscription !== undefined),
  };
  return count === undefined ? { kind: "followAll", asked: allAsked } : { kind: "readAll", asked: allAsked, count };
};
