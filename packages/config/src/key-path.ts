/** Where a value stands in the file: keys of mappings and places in lists, from the top. */
export type KeyPath = readonly (string | number)[];

/** Says that what stands at a path is wrong; the sentence names what was found, expected and to be done. */
export type Report = (path: KeyPath, sentence: string) => void;

const PLAIN = /^[\p{L}\p{N}_*-]+$/u;

/** `tenants.acme.slas[0].within`; keys with other signs are quoted: `tenants["a.b"]`. Pure. */
export function formatKeyPath(path: KeyPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (PLAIN.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text === "" ? "(top level)" : text;
}
