/** The schema is `read_v<version>`. Bump it with every change to `tables/` or to the events: the next version is built beside. */
export const version = 5;

/** A hash of the tables and events that this version is built from, so that they cannot change unnoticed. */
export const builtFrom = "8f6e8c9ef960cbd8";
