// What only the browser can do. Each function is called from Services/Browser.cs.

// Over plain HTTP a browser has no clipboard, only the command that a menu would run: what is copied is then what its event is given.
export const copy = async text => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  let done = false;
  const fill = event => { event.clipboardData.setData("text/plain", text); event.preventDefault(); done = true; };
  document.addEventListener("copy", fill);
  document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!done) throw new Error("refused");
};
export const languages = () => (navigator.languages ?? [navigator.language]).join(",");
// The language of the page, and of the countries where it is spoken that of the user.
const locale = () => {
  const { lang } = document.documentElement;
  return (navigator.languages ?? []).find(tag => tag.split("-")[0] === lang) ?? lang;
};
export const formatTime = (time, withSeconds) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: withSeconds ? "medium" : "short" }).format(time);
export const origin = () => location.origin;
export const hash = () => location.hash;
export const replaceAddress = path => history.replaceState(null, "", path);

export const printPage = () => print();

// Security keys. The bytes of a challenge are the characters of its text, as in all clients of Psono (protocol part 1, section 7.2).
const characters = text => Uint8Array.from(text, c => c.charCodeAt(0));
const ofBase64Url = text => characters(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
const toBase64 = bytes => bytes ? btoa(String.fromCharCode(...new Uint8Array(bytes))) : "";
const asText = (credential, names) => JSON.stringify({
  id: credential.id, rawId: credential.id, type: credential.type, authenticatorAttachment: credential.authenticatorAttachment,
  response: Object.fromEntries(names.map(name => [name, toBase64(credential.response[name])])),
});
export const createCredential = async json => {
  const options = JSON.parse(json);
  options.challenge = characters(options.challenge);
  options.user.id = characters(options.user.id);
  try {
    return asText(await navigator.credentials.create({ publicKey: options }), ["attestationObject", "clientDataJSON"]);
  } catch { return ""; }
};
export const getCredential = async json => {
  const options = JSON.parse(json);
  options.challenge = characters(options.challenge);
  for (const allowed of options.allowCredentials) allowed.id = ofBase64Url(allowed.id);
  try {
    const signed = await navigator.credentials.get({ publicKey: options });
    return asText(signed, ["authenticatorData", "clientDataJSON", "signature", "userHandle"]);
  } catch { return ""; }
};

// In this order: most browsers also give the names of those that come later.
const browsers = { Firefox: "Firefox", Edg: "Edge", OPR: "Opera", Chrome: "Chrome", Safari: "Safari" };
const systems = {
  Android: "Android", iPhone: "iPhone", iPad: "iPad", "Mac OS X": "macOS", Windows: "Windows", CrOS: "ChromeOS", Linux: "Linux",
};
const found = (names, end) => names[Object.keys(names).find(name => navigator.userAgent.includes(name + end))];
export const device = () => [found(browsers, "/") ?? "browser", found(systems, "")].filter(Boolean).join(" on ");
export const system = () => `${navigator.userAgentData?.platform ?? navigator.platform} ${navigator.userAgent}`;
// Only some have it, and only over HTTPS.
export const architecture = async () => {
  try { return (await navigator.userAgentData.getHighEntropyValues(["architecture"])).architecture ?? ""; } catch { return ""; }
};
export const setLanguage = language => { document.documentElement.lang = language; };
export const isWide = () => matchMedia("(min-width: 60rem)").matches;

// Which store: "local" outlives the browser, "session" ends with the tab. A browser may refuse both.
const store = name => name === "local" ? localStorage : sessionStorage;
export const read = (name, key) => { try { return store(name).getItem(key); } catch { return null; } };
export const write = (name, key, value) => { try { store(name).setItem(key, value); } catch { /* nothing is kept, then */ } };
export const remove = (name, key) => { try { store(name).removeItem(key); } catch { /* nothing was kept */ } };

export const watchRemoved = (prefix, removed) => addEventListener("storage", event => {
  if (event.storageArea !== localStorage || event.newValue !== null || !event.key?.startsWith(prefix)) return;
  removed(event.key.slice(prefix.length));
});

export const showDialog = id => {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  // What is asked for; if nothing is, the button that changes nothing, which comes first. Never the cross in the corner.
  (dialog.querySelector(".dialog-body :is(input, textarea, select)") ?? dialog.querySelector(".dialog-actions button"))?.focus();
};
export const closeDialog = id => document.getElementById(id)?.close();
// In the next frame: what is to be seen or to have the focus may only just be made. Whoever went to another field by then stays there.
export const focus = id => {
  const before = document.activeElement;
  requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now === before || !now?.matches("input, textarea, select")) document.getElementById(id)?.focus();
  });
};
export const focusHeading = () => {
  if (!document.activeElement || document.activeElement === document.body) document.querySelector("h1")?.focus({ preventScroll: true });
};
export const reveal = id => { requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: "nearest" })); };
// A frame is painted right after its callbacks, so the next task comes when it can be seen. A tab that is hidden has no frames: there, a
// moment is enough.
export const paint = () => new Promise(painted => {
  requestAnimationFrame(() => setTimeout(painted));
  setTimeout(painted, 100);
});
export const isDarkTheme = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};
export const setTheme = theme => {
  document.documentElement.dataset.theme = theme;
  write("local", "psono.theme", theme);
};

// How far the window is scrolled into a long list, at most once a frame.
export const watchScroll = (id, changed) => {
  const element = document.getElementById(id);
  if (!element) return;
  let pending = false;
  const report = () => {
    pending = false;
    if (element.isConnected) return changed(-element.getBoundingClientRect().top, innerHeight);
    removeEventListener("scroll", schedule);
    resized.disconnect();
  };
  const schedule = () => { if (!pending) { pending = true; requestAnimationFrame(report); } };
  const resized = new ResizeObserver(schedule);
  addEventListener("scroll", schedule, { passive: true });
  resized.observe(document.body);
  resized.observe(document.documentElement);
  report();
};
// The top of a list is seen with what is above it.
export const scrollTo = (id, top) => {
  const element = document.getElementById(id);
  if (element) scroll({ top: top > 0 ? element.getBoundingClientRect().top + scrollY + top : 0, behavior: "instant" });
};

// A field of one line would make one line of whatever is pasted.
export const watchPaste = (id, take) => document.getElementById(id)?.addEventListener("paste", event => {
  if (event.target.tagName === "INPUT" && take(event.target.id, event.clipboardData.getData("text/plain"))) event.preventDefault();
});

// Calls back when nobody has touched the page for that long. It compares times, because timers stand still while a laptop sleeps.
let idle;
const touched = "psono.touched";
export const idleTime = () => Date.now() - (read("session", touched) ?? -Infinity);
export const watchIdle = (milliseconds, ended) => {
  stopIdle();
  let last, noted = 0;
  const touch = () => {
    last = Date.now();
    // For a tab that the browser itself loads again, after hours.
    if (last - noted >= 1000) write("session", touched, noted = last);
  };
  touch();
  const events = ["pointerdown", "keydown", "wheel", "touchstart"];
  const check = () => { if (Date.now() - last >= milliseconds) { stopIdle(); ended(); } };
  const timer = setInterval(check, Math.min(1000, milliseconds));
  // Before anything else sees the event: the first touch after a long sleep must not count.
  const guard = () => { check(); touch(); };
  for (const name of events) addEventListener(name, guard, { capture: true, passive: true });
  document.addEventListener("visibilitychange", check);
  idle = () => {
    clearInterval(timer);
    for (const name of events) removeEventListener(name, guard, { capture: true });
    document.removeEventListener("visibilitychange", check);
  };
};
export const stopIdle = () => { idle?.(); idle = undefined; };

// Menus close as people expect: by Escape, and by a click anywhere else.
const openMenus = () => document.querySelectorAll("details.menu[open]");
addEventListener("click", event => { for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false; });
addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) { menu.open = false; menu.querySelector("summary").focus(); }
});

let unsaved = false;
const ask = event => { if (unsaved) event.preventDefault(); };
export const setUnsaved = value => {
  if (value === unsaved) return;
  unsaved = value;
  (value ? addEventListener : removeEventListener)("beforeunload", ask);
};

export const download = (name, text) => {
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};
