// Before the first paint, or a dark page would flash white: what was chosen last. Not a module, which would be late.
try {
  const theme = localStorage.getItem("stagefold.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is denied: the system's choice holds.
}
