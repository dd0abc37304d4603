import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** What may be wider than the page scrolls on its own; where it is wider, it can be reached and scrolled by keyboard. */
export function ScrollBox({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [isWider, setWider] = useState(false);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measured = new ResizeObserver(() => setWider(element.scrollWidth > element.clientWidth));
    measured.observe(element);
    if (element.firstElementChild !== null) measured.observe(element.firstElementChild);
    return () => measured.disconnect();
  }, []);

  const reached = isWider ? ({ role: "group", "aria-label": label, tabIndex: 0 } as const) : {};
  return (
    <div class="scroll" ref={box} {...reached}>
      {children}
    </div>
  );
}
