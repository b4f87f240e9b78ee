import { type Logger, pino } from "pino";

export type Log = Pick<Logger, "info" | "warn" | "error" | "debug">;

/** Structured logs on standard output, with access tokens redacted. */
export const createLog = (service: string, level: string): Log =>
  pino({ name: service, level, redact: ["req.headers.authorization", "access_token", "*.access_token"] });
