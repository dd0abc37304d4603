export { type FileKind, fileKind } from "./file-kind.ts";
export { type Lock, lockBeside } from "./lock-beside.ts";
export { type SqliteFault, sqliteFault } from "./sqlite-fault.ts";
