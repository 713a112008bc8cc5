// Runs before the program: the theme that was chosen, what markup the program may make, and what to say if it cannot start.
import { read } from "./browser.mjs";

const language = () => (read("local", "psono.language") ?? navigator.languages?.[0] ?? navigator.language).split("-")[0];
const theme = read("local", "psono.theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

// The renderer makes elements of the static markup in its components through innerHTML; what users wrote is only ever text.
// Markup that could run something is in no component: wherever it comes from, it is refused. Scripts from text are refused by default.
const active = /<\s*(script|iframe|object|embed|base|link|meta|form|style)\b|\son\w+\s*=|javascript:/i;
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: markup => active.test(markup) ? null : markup,
});

// On a slow line: what has come so far. What is cached is there before anyone could read it.
const unit = language() === "fr" ? "Mo" : "MB";
const counting = setInterval(() => {
  const loaded = document.getElementById("loaded");
  if (!loaded) return clearInterval(counting);
  const bytes = performance.getEntriesByType("resource").reduce((sum, file) => sum + file.transferSize, 0);
  const megabytes = (bytes / 1e6).toLocaleString(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  if (bytes > 1e5) loaded.textContent = `(${megabytes} ${unit})`;
}, 500);

// What is said without the program, in the language that it would choose.
if (language() === "fr") {
  document.getElementById("loading").textContent = "Chargement…";
  document.getElementById("failed").textContent =
    "Le programme n’a pas pu démarrer. Ce navigateur n’a peut-être pas WebAssembly, ou la connexion a été coupée : rechargez la page.";
  document.querySelector("#blazor-error-ui span").textContent =
    "Un problème est survenu dans cette page. Rien n’a été perdu sur le serveur.";
  document.querySelector("#blazor-error-ui .reload").textContent = "Recharger";
}

Blazor.start().catch(() => { document.getElementById("failed").hidden = false; });
