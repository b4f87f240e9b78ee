/** Tells whoever follows the log that it grew. */
export const growth = () => {
  const followers = new Set<() => void>();
  return {
    raise: () => {
      for (const follower of followers) follower();
    },
    /** Calls back at every growth until the returned function is called. */
    follow: (wake: () => void) => {
      followers.add(wake);
      return () => {
        followers.delete(wake);
      };
    },
  };
};
