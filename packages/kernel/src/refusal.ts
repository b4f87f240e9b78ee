/**
 * A rule's answer to a command: a fact about the world that stands against it.
 * Clients and tests compare `code`; `detail` carries the values that a person needs.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.code = code;
    this.detail = detail;
  }
}

/** Throws the codes that a decider has words for, and no other. */
export const refusing =
  <Words extends Readonly<Record<string, unknown>>>(_words: Words) =>
  (code: keyof Words & string, detail: Readonly<Record<string, unknown>> = {}): never => {
    throw new Refusal(code, detail);
  };
