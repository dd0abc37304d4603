type Variables = Readonly<Record<string, string | undefined>>;

/** The environment with the flags that were given in the place of the variables that they stand for. Pure. */
export function withFlags(
  variables: Variables,
  variableOf: Readonly<Record<string, string>>,
  flags: Readonly<Record<string, string | undefined>>,
): Variables {
  const given = Object.entries(variableOf).flatMap(([flag, variable]) => {
    const value = flags[flag];
    return value === undefined ? [] : [[variable, value] as const];
  });
  return { ...variables, ...Object.fromEntries(given) };
}
