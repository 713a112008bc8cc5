// Runs before the program: the theme that was chosen, what markup the program may make, and what to say if it cannot start.
import { read } from "./browser.mjs";

const theme = read("local", "psono.theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

// The renderer makes elements of the static markup in its components through innerHTML; what users wrote is only ever text.
// Markup that could run something is in no component: wherever it comes from, it is refused. Scripts from text are refused by default.
const active = /<\s*(script|iframe|object|embed|base|link|meta|form|style)\b|\son\w+\s*=|javascript:/i;
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: markup => active.test(markup) ? null : markup,
});

Blazor.start().catch(() => { document.getElementById("failed").hidden = false; });
