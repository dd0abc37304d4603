/** How much a task reads at a time. */
export const READ_LIMIT = { records: 5_000, bytes: 4 << 20 };
