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

// What is said without the program, in the language that it would choose.
if ((navigator.languages?.[0] ?? navigator.language).startsWith("fr")) {
  document.getElementById("failed").textContent =
    "Le programme n’a pas pu démarrer. Ce navigateur n’a peut-être pas WebAssembly, ou la connexion a été coupée : rechargez la page.";
  document.querySelector("#blazor-error-ui span").textContent =
    "Un problème est survenu dans cette page. Rien n’a été perdu sur le serveur.";
  document.querySelector("#blazor-error-ui .reload").textContent = "Recharger";
}

Blazor.start().catch(() => { document.getElementById("failed").hidden = false; });
