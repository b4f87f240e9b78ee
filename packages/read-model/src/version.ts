/** The schema is `read_v<version>`. Bump it with every change to `tables/` or to the events: the next version is built beside. */
export const version = 1;
