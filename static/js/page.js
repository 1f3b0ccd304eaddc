/* Small comforts for every page. Everything works without them. */

const root = document.documentElement;

/* Theme: automatic, light, dark */
function showTheme() {
  const chosen = root.dataset.bsTheme || "auto";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    if (button.dataset.themeChoice === chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}
function chooseTheme(theme) {
  if (theme === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    /* the choice then lasts for this page */
  }
  showTheme();
}
for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
showTheme();

/* Leave at once: the page disappears first, then its place in the history is taken over. */
function leave(link) {
  document.body.hidden = true;
  location.replace(link.href);
}
let escapes = 0;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    escapes = 0;
    return;
  }
  const open = document.querySelector("details.menu[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
  escapes += 1;
  const exit = document.querySelector("[data-leave]");
  if (exit && escapes === 3) leave(exit);
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-leave], [data-theme-choice], [data-copy]");
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!target) return;
  if (target.matches("[data-leave]")) {
    event.preventDefault();
    leave(target);
  } else if (target.matches("[data-theme-choice]")) {
    chooseTheme(target.dataset.themeChoice);
  } else {
    copy(target);
  }
});

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say(button.dataset.copied);
  } catch {
    /* the text is selected: the reader can copy it by hand */
  }
}

/* One tick for every row that is shown */
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-choose-all]");
  if (!all) return;
  for (const box of all.form.querySelectorAll(`input[name="${all.dataset.chooseAll}"]`)) box.checked = all.checked;
});

/* One polite voice for what happened without a new page */
function say(sentence) {
  const voice = document.getElementById("voice");
  if (voice) voice.textContent = sentence;
}

/* A form that came back with errors: go to the list of what is missing. */
document.querySelector("[data-error-summary]")?.focus();

/* A double tap sends a form once. The browser's way back makes it usable again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000); // a download leaves the page where it is
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* A passkey that did not work: say so where the reader looks. */
document.addEventListener("allauth.error", (event) => {
  const sentence = document.getElementById("passkey-failed");
  if (!sentence) return;
  event.preventDefault();
  document.getElementById("notices").replaceChildren(sentence.content.cloneNode(true));
  scrollTo({ top: 0 });
});

/* Fragments */
function failed() {
  const sentence = document.getElementById("connection-failed");
  if (sentence) sentence.hidden = false;
}
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:afterRequest", (event) => {
  const sentence = document.getElementById("connection-failed");
  if (sentence && event.detail.successful) sentence.hidden = true;
});
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector?.("[data-error-summary]")?.focus();
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
});
