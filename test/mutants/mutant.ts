/** A change of the source that no user would want, and that some test of commands has to notice. */
export type Mutant = {
  /** What it does to the product. */
  readonly name: string;
  readonly file: string;
  /** Text that occurs once in the file. */
  readonly from: string;
  readonly to: string;
  /** What vitest is told to run first, because it is likely to notice; everything runs when that does not. */
  readonly tests?: readonly string[];
};
