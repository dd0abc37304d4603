/**
 * What a figure means, next to it: on hover, on focus and on a tap of whatever carries `data-def`, with the exact
 * numbers behind it where it carries `data-exact`. One for the page. It stays while the pointer is on it, and Escape
 * closes it.
 */
import { definitionOf } from "@stagefold/reports/definitions";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const ID = "definition";
const OPEN_MS = 250;
const CLOSE_MS = 150;
const GAP_PX = 6;

function carrierOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-def]") : null;
}

export function DefinitionPopover() {
  const [carrier, setCarrier] = useState<HTMLElement | null>(null);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: number | undefined;
    const show = (next: HTMLElement | null, delay: number) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => setCarrier(next), delay);
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      if (box.current?.contains(event.target as Node)) clearTimeout(timer);
      else {
        const next = carrierOf(event.target);
        show(next, next === null ? CLOSE_MS : OPEN_MS);
      }
    };
    const focus = (event: FocusEvent) => show(carrierOf(event.target), 0);
    const blur = () => show(null, CLOSE_MS);
    const tap = (event: MouseEvent) => {
      if (!box.current?.contains(event.target as Node)) show(carrierOf(event.target), 0);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") show(null, 0);
    };
    // What it stands beside moves away.
    const away = () => show(null, 0);
    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", focus);
    document.addEventListener("focusout", blur);
    document.addEventListener("click", tap);
    document.addEventListener("keydown", key);
    document.addEventListener("scroll", away, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("focusout", blur);
      document.removeEventListener("click", tap);
      document.removeEventListener("keydown", key);
      document.removeEventListener("scroll", away, { capture: true });
    };
  }, []);

  useLayoutEffect(() => {
    if (carrier === null || box.current === null) return undefined;
    place(box.current, carrier.getBoundingClientRect());
    carrier.setAttribute("aria-describedby", ID);
    return () => carrier.removeAttribute("aria-describedby");
  }, [carrier]);

  const definition = carrier?.isConnected ? definitionOf(carrier.dataset.def ?? "") : undefined;
  if (carrier === null || definition === undefined) return null;
  const { exact } = carrier.dataset;
  return (
    <div id={ID} role="tooltip" class="definition" ref={box}>
      <strong>{definition.name}</strong>
      <p>{definition.what}</p>
      <p class="definition-formula">= {definition.formula}</p>
      {exact === undefined ? null : <p class="definition-exact">Here: {exact}</p>}
      <p class="muted">
        Unit: {definition.unit === "ratio" ? "ratio (1 = 100 %)" : definition.unit.replaceAll("_", " ")} ·{" "}
        {definition.where}
      </p>
    </div>
  );
}

/** Below what it explains, or above where there is no room; never beyond the window. */
function place(box: HTMLElement, at: DOMRect): void {
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP_PX;
  const top = below + height <= innerHeight ? below : Math.max(GAP_PX, at.top - GAP_PX - height);
  box.style.left = `${Math.max(GAP_PX, Math.min(at.left, document.documentElement.clientWidth - width - GAP_PX))}px`;
  box.style.top = `${top}px`;
}
