/** Where a report will be: of its size, so that nothing jumps when it comes. */
export function Skeleton({ tiles, panels }: { readonly tiles: number; readonly panels: readonly ("half" | "wide")[] }) {
  return (
    <div aria-busy="true">
      <p class="unseen" role="status">
        Loading the report
      </p>
      <div class="tiles" aria-hidden="true">
        {Array.from({ length: tiles }, (_, index) => (
          <div key={index} class="tile skeleton skeleton-tile" />
        ))}
      </div>
      <div class="panels" aria-hidden="true">
        {panels.map((size, index) => (
          <div key={index} class={`panel skeleton skeleton-panel ${size === "wide" ? "panel-wide" : ""}`} />
        ))}
      </div>
    </div>
  );
}
