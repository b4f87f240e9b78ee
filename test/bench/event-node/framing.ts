/** A gRPC message as it stands in a stream: uncompressed, and preceded by its length. */
export const framed = (message: Buffer): Buffer => {
  const frame = Buffer.allocUnsafe(message.length + 5);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, 5);
  return frame;
};

/** Takes a stream's chunks, however they are cut, and passes on the messages in them. */
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
