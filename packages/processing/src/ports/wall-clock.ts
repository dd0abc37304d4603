/** The wall clock, ms since epoch. The one place where time comes from; a test gives its own. */
export type WallClock = () => number;
