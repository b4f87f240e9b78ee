import { describedStream, isMetadataStream } from "./metadata.ts";

type Wake = () => void;

/** Who may be read by whom is told here for every stream that says nothing itself. */
const settings = "$settings";

/** Tells those who follow the log that it grew, and those who follow one stream only when it is about that stream. */
export const growth = () => {
  const followers = new Set<Wake>();
  const byStream = new Map<string, Set<Wake>>();

  const wakeFollowersOf = (stream: string) => {
    for (const wake of byStream.get(stream) ?? []) wake();
  };

  return {
    isFollowed: () => followers.size > 0 || byStream.size > 0,
    /** These streams were written to. */
    raise: (streams: Iterable<string>) => {
      for (const wake of followers) wake();
      for (const stream of streams) {
        wakeFollowersOf(stream);
        if (isMetadataStream(stream)) wakeFollowersOf(describedStream(stream));
        if (stream === settings) for (const each of byStream.keys()) wakeFollowersOf(each);
      }
    },
    /** Calls back at every growth until the returned function is called. */
    follow: (wake: Wake) => {
      followers.add(wake);
      return () => {
        followers.delete(wake);
      };
    },
    /** The same, for what is written to a stream or to its metadata. */
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
