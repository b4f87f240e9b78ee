import { mkdir, mkdtemp, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";

export class FolderUnusable extends Error {
  override readonly name = "FolderUnusable";
}

/** Creates the folder if it is missing, and tries out that files can be created in it. */
export const makeUsable = async (path: string): Promise<void> => {
  try {
    await make(path);
    await rmdir(await mkdtemp(join(path, ".try-")));
  } catch (cause) {
    const why = codeOf(cause) ?? String(cause);
    throw new FolderUnusable(
      `数据目录 ${path} 无法使用（${why}），请检查权限和磁盘，或另设 LIANXIAO_DATA。 The data folder ${path} cannot be used (${why}); check its permissions and its disk, or set LIANXIAO_DATA.`,
      { cause },
    );
  }
};

/** Node's recursive mkdir never returns where an existing folder reports ENOENT for a child, as /proc does. */
const make = async (path: string): Promise<void> => {
  const failure = await attempt(path);
  if (codeOf(failure) === "ENOENT" && dirname(path) !== path) {
    await make(dirname(path));
    const again = await attempt(path);
    if (again !== undefined) throw again;
  } else if (failure !== undefined) throw failure;
};

/** Why the folder cannot be created. */
const attempt = (path: string): Promise<unknown> =>
  mkdir(path).then(
    () => undefined,
    (error: unknown) => (codeOf(error) === "EEXIST" ? undefined : error),
  );

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
