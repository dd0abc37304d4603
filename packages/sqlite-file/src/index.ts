export { type FileKind, fileKind } from "./file-kind.ts";
export { type Lock, lockBeside } from "./lock-beside.ts";
export { emptyWal, rewriteFile } from "./rewrite-file.ts";
export { type SqliteFault, sqliteFault } from "./sqlite-fault.ts";
