import { type Logger, pino } from "pino";

export type Log = Pick<Logger, "info" | "warn" | "error" | "debug">;

/** Structured lines on standard output, without tokens. */
export const createLog = (service: string, level: string): Log =>
  pino({ name: service, level, redact: ["req.headers.authorization", "access_token", "*.access_token"] });
