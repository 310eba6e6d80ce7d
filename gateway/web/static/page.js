// What the pages do by themselves. Everything works without it; nothing here writes HTML, only nodes and text.
"use strict";

// --- live parts: server-sent events; only what differs is changed, so nothing flickers and focus stays --------------

const key = (node) => node.nodeName + (node.id || node.dataset?.key || node.className || "");

function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  children(old, fresh);
}

function children(old, fresh) {
  let at = old.firstChild;
  const upTo = (end) => { while (at !== end) { const gone = at; at = at.nextSibling; gone.remove(); } };
  for (const node of [...fresh.childNodes]) {
    let same = at;
    while (same && key(same) !== key(node) && node.nodeType === Node.ELEMENT_NODE) same = same.nextSibling;
    if (same && key(same) === key(node)) {
      upTo(same);
      at = same.nextSibling;
      morph(same, node);
    } else old.insertBefore(node, at);
  }
  upTo(null);
}

function live(place) {
  const source = new EventSource(place.dataset.live);
  const offline = document.querySelector(".offline");
  source.onmessage = (event) => {
    const fresh = place.cloneNode(false);
    fresh.append(...new DOMParser().parseFromString(event.data, "text/html").body.childNodes);
    const ends = [...place.querySelectorAll(".talk")].filter((log) => log.scrollTop + log.clientHeight > log.scrollHeight - 8);
    children(place, fresh);
    ends.forEach((log) => (log.scrollTop = log.scrollHeight));
    if (offline) offline.hidden = true;
  };
  source.addEventListener("over", () => source.close());
  source.onerror = () => { if (offline) offline.hidden = false; };
  window.addEventListener("pagehide", () => source.close());
}

// --- the answer as the citizen will get it, while it is written -----------------------------------------------------

function previewed(form) {
  const place = form.querySelector(".preview");
  const words = form.elements.words;
  let waiting = 0;
  let asked = 0;
  const line = (tag, cls, text) => Object.assign(document.createElement(tag), { className: cls, textContent: text });
  const show = (said) => {
    const shown = [];
    if (said.refusal) shown.push(line("p", "notice refused", said.refusal));
    else {
      const sms = form.dataset.sms.replace("{n}", said.parts).replace("{most}", form.dataset.most);
      shown.push(line("p", "hint", said.subject ? form.dataset.mail : sms));
      if (said.subject) shown.push(line("p", "subject", said.subject));
      shown.push(line("div", "said", said.text));
      if (said.waits) shown.push(line("p", "notice warn", said.waits));
    }
    place.replaceChildren(...shown);
  };
  const ask = async () => {
    const mine = ++asked;
    if (!words.value.trim()) return place.replaceChildren(line("p", "hint", form.dataset.none));
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, words: words.value });
    for (const name of ["to", "language"]) if (form.elements[name]) body.set(name, form.elements[name].value);
    const answer = await fetch(form.dataset.preview, { method: "POST", body }).catch(() => null);
    if (mine === asked && answer && answer.ok) show(await answer.json());
  };
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
  form.addEventListener("change", (event) => { if (["to", "language"].includes(event.target.name)) ask(); });
  const phrases = form.querySelector("[data-phrases]");
  phrases?.addEventListener("change", () => {
    const chosen = phrases.selectedOptions[0].dataset.words;
    if (!chosen) return;
    words.setRangeText(chosen, words.selectionStart, words.selectionEnd, "end");
    phrases.value = "";
    words.focus();
    words.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.querySelector("[data-phrase]")?.remove(); // choosing is enough
  if (words.value.trim()) ask();
}

// --- an answer is kept on the server as it is typed, and who else types is told -------------------------------------

function drafting(form) {
  const words = form.elements.words;
  const others = form.parentElement.querySelector(".others");
  let waiting = 0;
  const keep = async () => {
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, words: words.value });
    const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true }).catch(() => null);
    if (!answer || !answer.ok) return;
    const said = await answer.json();
    form.querySelector("output.kept").value = words.value.trim() ? said.kept : "";
    const known = [...others.querySelectorAll("summary")].map((one) => one.textContent);
    if (said.others.join() === known.join()) return;
    others.replaceChildren(...said.others.map((one) => Object.assign(document.createElement("p"), { className: "notice warn", textContent: one })));
  };
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 2000);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

// --- taking an answer back: seconds that are left; without this script the form stays, and says when it is too late ---

function undoable(form) {
  const end = performance.now() + 1000 * Number(form.dataset.undo);
  const told = form.querySelector("output");
  if (form.dataset.undo > 60) return;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    told.value = left > 0 ? left : "";
    if (left > 0) setTimeout(tick, 250);
    else {
      form.hidden = true;
      follow(LOOKS);
    }
  };
  tick();
}

// --- what was just sent: how far it is, without a reload. Each look is a view that is written down, so there are few ---

const LOOKS = [1000, 2000, 4000, 8000];

function follow([wait, ...later]) {
  const thread = document.querySelector(".thread");
  if (!wait || !thread?.querySelector(".fate.due")) return;
  setTimeout(async () => {
    const answer = await fetch(location.pathname).catch(() => null);
    const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".thread");
    if (fresh) children(thread, fresh);
    follow(later);
  }, wait);
}

// --- choosing all, and sending once ---------------------------------------------------------------------------------

function chooser(box) {
  const boxes = [...box.form.querySelectorAll(`input[name="${box.dataset.all}"]`)];
  const acts = [...box.form.querySelectorAll('input[name="act"]')];
  const told = box.form.querySelector("output[data-chosen]");
  const chosen = () => {
    const rows = boxes.filter((one) => one.checked);
    box.checked = rows.length > 0 && rows.length === boxes.length;
    told.value = rows.length ? told.dataset.chosen.replace("{n}", rows.length) : "";
    for (const act of acts) { // only what every chosen row allows
      act.disabled = rows.some((one) => !one.dataset.acts.split(" ").includes(act.value));
      if (act.disabled) act.checked = false;
    }
  };
  box.closest(".choosing").hidden = boxes.length === 0;
  box.addEventListener("change", () => { boxes.forEach((one) => (one.checked = box.checked)); chosen(); });
  boxes.forEach((one) => one.addEventListener("change", chosen));
  chosen();
}

document.querySelectorAll(".talk").forEach((log) => (log.scrollTop = log.scrollHeight));
document.querySelectorAll("[data-live]").forEach(live);
document.querySelectorAll("form[data-preview]").forEach(previewed);
document.querySelectorAll("form[data-draft]").forEach(drafting);
document.querySelectorAll("form[data-undo]").forEach(undoable);
document.querySelectorAll("input[data-all]").forEach(chooser);
if (document.querySelector("main[data-done]") && !document.querySelector("form[data-undo]")) follow(LOOKS);
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else if (event.target.method === "post") event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
