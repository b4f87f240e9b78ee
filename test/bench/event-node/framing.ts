/** A gRPC message as it is sent in a stream: uncompressed, with a length prefix. */
export const framed = (message: Buffer): Buffer => {
  const frame = Buffer.allocUnsafe(message.length + 5);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, 5);
  return frame;
};

/** Splits the chunks of a stream into messages. */
export const frames = (message: (bytes: Buffer) => void): ((chunk: Buffer) => void) => {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 5) {
      const end = 5 + held.readUInt32BE(1);
      if (held.length < end) return;
      message(held.subarray(5, end));
      held = held.subarray(end);
    }
  };
};
