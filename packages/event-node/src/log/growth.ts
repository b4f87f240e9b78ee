import { describedStream, isMetadataStream } from "./metadata.ts";

type Wake = () => void;

/** Holds the default access lists, so that a change affects every stream without a list of its own. */
const settings = "$settings";

/**
 * Notifies the followers of the whole log of every write, and the followers of one stream only of writes that affect
 * it.
 */
export const growth = () => {
  const followers = new Set<Wake>();
  const byStream = new Map<string, Set<Wake>>();

  const wakeFollowersOf = (stream: string) => {
    for (const wake of byStream.get(stream) ?? []) wake();
  };

  return {
    isFollowed: () => followers.size > 0 || byStream.size > 0,
    /** Notifies of writes to these streams. */
    raise: (streams: Iterable<string>) => {
      for (const wake of followers) wake();
      for (const stream of streams) {
        wakeFollowersOf(stream);
        if (isMetadataStream(stream)) wakeFollowersOf(describedStream(stream));
        if (stream === settings) for (const each of byStream.keys()) wakeFollowersOf(each);
      }
    },
    /** Calls back at every write to the log until the returned function is called. */
    follow: (wake: Wake) => {
      followers.add(wake);
      return () => {
        followers.delete(wake);
      };
    },
    /** Calls back at every write to a stream or to its metadata until the returned function is called. */
    followStream: (stream: string, wake: Wake) => {
      const ofStream = byStream.get(stream) ?? new Set();
      byStream.set(stream, ofStream.add(wake));
      return () => {
        ofStream.delete(wake);
        if (ofStream.size === 0 && byStream.get(stream) === ofStream) byStream.delete(stream);
      };
    },
  };
};
