/** `1 tenant`, `2 tenants`. Pure. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
