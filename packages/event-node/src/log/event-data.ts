import { bytes, many, message, one, text } from "../wire/message.ts";

const Content = message({ metadata: one(7, bytes), data: one(8, bytes) });

const content = (body: Uint8Array) => Content.decode(Buffer.from(body.buffer, body.byteOffset, body.byteLength));

/** The data of a stored event. */
export const eventData = (body: Uint8Array): Buffer => content(body).data ?? Buffer.alloc(0);

/** The metadata of a stored event. */
export const eventMetadata = (body: Uint8Array): Buffer => content(body).metadata ?? Buffer.alloc(0);

const Stamped = message({ metadata: many(6, message({ key: one(1, text), value: one(2, text) })) });

/** When a stored event was written, in ticks of 100 ns since 1970, as the protocol has it. */
export const createdTicks = (body: Uint8Array): bigint => {
  const { metadata = [] } = Stamped.decode(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  return BigInt(metadata.find(({ key }) => key === "created")?.value ?? 0);
};
