/** A command was refused by a rule. Clients and tests compare `code`; `detail` has the values that explain it. */
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

/** Restricts the codes that a decider can throw to those with a description. */
export const refusing =
  <Words extends Readonly<Record<string, unknown>>>(_words: Words) =>
  (code: keyof Words & string, detail: Readonly<Record<string, unknown>> = {}): never => {
    throw new Refusal(code, detail);
  };
