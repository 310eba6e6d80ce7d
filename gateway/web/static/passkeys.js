// Passkeys (W3C Web Authentication): a form with data-passkey="ADDRESS" asks there what is wanted, lets the browser make or
// use one, and is sent with what it says. Without this script, or in a browser that has none, the form stays hidden.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  function wanted(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const one of options.excludeCredentials ?? []) one.id = bytes(one.id);
    return options;
  }

  function said({ id, type, response }) {
    const parts = PARTS.filter((name) => response[name]).map((name) => [name, text(response[name])]);
    return JSON.stringify({ id, rawId: id, type, response: Object.fromEntries(parts), clientExtensionResults: {} });
  }

  async function ask(form) {
    const csrf = form.elements.csrf;
    const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(csrf ? { csrf: csrf.value } : {}) });
    if (!answer.ok) throw new Error(answer.status);
    const { refusal, publicKey } = await answer.json();
    if (refusal) return refusal;
    const options = { publicKey: wanted(publicKey) };
    form.elements.credential.value = said(await navigator.credentials[publicKey.user ? "create" : "get"](options));
    form.submit(); // which is no submit event
    return "";
  }

  function why({ name }, { cancelled, exists, failed }) {
    return name === "NotAllowedError" ? cancelled : name === "InvalidStateError" ? exists : failed;
  }

  function prepare(form) {
    const refused = form.querySelector("[role=alert]");
    let busy = false;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = refused.hidden = true;
      refused.textContent = await ask(form).catch((error) => why(error, form.dataset));
      refused.hidden = !refused.textContent;
      busy = false;
    });
  }

  if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(prepare);
})();
