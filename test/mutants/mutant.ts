/** A defect introduced into the source, for which a test of the commands must fail. */
export type Mutant = {
  /** Its effect on the product. */
  readonly name: string;
  readonly file: string;
  /** Text that occurs once in the file. */
  readonly from: string;
  readonly to: string;
  /** Arguments of vitest for the tests that are likely to fail. If they pass, all tests run. */
  readonly tests?: readonly string[];
};
