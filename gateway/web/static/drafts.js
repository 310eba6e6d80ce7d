// What somebody typed stays in this tab until it was sent: over a reload, the other language, a refusal, a session that
// ended. A form with data-keep="name" is kept under that name; nothing goes anywhere but sessionStorage, and leaving
// erases it.
"use strict";

(() => {
  const PREFIX = "draft:";
  const store = window.sessionStorage;
  const skipped = (field) => !field.name || field.type === "hidden" || field.type === "submit" || field.type === "file" || field.tagName === "BUTTON";
  const fields = (form) => [...form.elements].filter((field) => !skipped(field));
  const chosen = (field) => field.type === "checkbox" || field.type === "radio";
  const touched = (field) =>
    chosen(field) ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? [...field.options].some((one) => one.selected !== one.defaultSelected)
      : field.value !== field.defaultValue;

  function kept(name) {
    try { return JSON.parse(store.getItem(PREFIX + name)); } catch { return null; }
  }

  function keep(form, sent) {
    const values = fields(form).map((field) => [field.name, field.value, chosen(field) ? field.checked : null]);
    if (sent || fields(form).some(touched)) store.setItem(PREFIX + form.dataset.keep, JSON.stringify({ sent, at: Date.now(), values }));
    else store.removeItem(PREFIX + form.dataset.keep);
  }

  function restore(form) {
    const draft = kept(form.dataset.keep);
    if (!draft || draft.at < Number(form.dataset.drafted)) return; // it was gone on with elsewhere
    const left = [...draft.values];
    for (const field of fields(form)) {
      const n = left.findIndex(([name, value, on]) => name === field.name && (on === null || value === field.value));
      if (n < 0) continue;
      const [[, value, on]] = left.splice(n, 1);
      if (on === null) field.value = value;
      else field.checked = on;
    }
    form.dataset.restored = "1";
  }

  // An act that was done says so on the page that follows it; only then what was sent is forgotten.
  if (document.querySelector("[data-done]"))
    for (const key of Object.keys(store)) if (key.startsWith(PREFIX) && kept(key.slice(PREFIX.length))?.sent) store.removeItem(key);

  for (const form of document.querySelectorAll("form[data-keep]")) {
    restore(form);
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("change", () => keep(form, false));
    form.addEventListener("submit", (event) => keep(form, event.submitter?.value !== "preview"));
  }
  document.querySelector('form[action="/leave"]')?.addEventListener("submit", () => {
    for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form?.matches("form.answer")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.main"));
  });
})();
