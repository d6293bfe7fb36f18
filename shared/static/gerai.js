// Only improves what works without it: the focus goes to what is wrong, which is
// called by its field's name, and a form is not sent twice by a nervous finger.
"use strict";

document.getElementById("salah")?.focus();

const words = (text) => ` ${text.toLowerCase().replace(/[.,:;]/g, "")} `;
for (const link of document.querySelectorAll("#salah a")) {
  const field = document.getElementById(link.hash.slice(1));
  const name = field?.labels?.[0]?.firstChild ?? field?.querySelector(":scope > legend")?.firstChild;
  const said = name?.textContent.trim();
  if (said && !words(link.textContent).includes(words(said))) link.textContent = `${said}: ${link.textContent}`;
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "yes";
  for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});
