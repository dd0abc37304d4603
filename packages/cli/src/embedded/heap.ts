/**
 * How far the heap may grow between two collections of all of it.
 *
 * By default V8 lets it grow to several times what lives, as long as the machine has room. A replay makes gigabytes
 * of short-lived objects beside some hundred megabytes that live: two fifths more than these are enough, and costs little,
 * since most of a collection runs beside the program.
 */
import { setFlagsFromString } from "node:v8";

/** Keeps the heap within two fifths more than what lives in it. For the rest of the process. */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=40");
}
