import { signal } from "@preact/signals";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const KEY = "stagefold.theme";
const NAMES: Readonly<Record<Theme, string>> = { auto: "Theme: auto", light: "Theme: light", dark: "Theme: dark" };

/** What was chosen; theme.js has put it in place before the first paint. */
export const theme = signal<Theme>(THEMES.find((known) => known === document.documentElement.dataset.theme) ?? "auto");

function choose(next: Theme): void {
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    if (next === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Storage is denied: it lasts until the page is loaded anew.
  }
  theme.value = next;
}

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  return (
    <label class="theme">
      <span class="unseen">Colours</span>
      <select
        value={theme.value}
        onChange={(event) => choose(event.currentTarget.value as Theme)}
        title="Colours: light, dark or as the system"
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {NAMES[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
