/** What the command line asks for: `--empty` starts without demo data. */
export type Arguments = { readonly empty: boolean; readonly help: boolean };

export class ArgumentsInvalid extends Error {
  override readonly name = "ArgumentsInvalid";
  readonly exitCode = 2;
}

export const readArguments = (words: readonly string[]): Arguments => {
  const given = words.filter((word) => word !== "--");
  const unknown = given.find((word) => word !== "--empty" && word !== "--help");
  if (unknown !== undefined)
    throw new ArgumentsInvalid(
      `不认识的参数 ${unknown}；可用 --empty（不装演示数据）。 Unknown argument ${unknown}; use --empty to start without demo data.`,
    );
  return { empty: given.includes("--empty"), help: given.includes("--help") };
};
