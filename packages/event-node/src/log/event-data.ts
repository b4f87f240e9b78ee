import { bytes, message, one } from "../wire/message.ts";

const Data = message({ data: one(8, bytes) });

/** The data of a stored event. */
export const eventData = (body: Uint8Array): Buffer =>
  Data.decode(Buffer.from(body.buffer, body.byteOffset, body.byteLength)).data ?? Buffer.alloc(0);
