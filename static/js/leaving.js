// Asks before a form is left that somebody has changed and not sent. Answers save themselves: see autosave.js.
const isSignedIn = "person" in document.body.dataset;
const forms = [...document.forms].filter((form) => isSignedIn && form.elements.namedItem("form_token"));

const held = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
// What was refused is shown again and stands in no database.
const isRefused = document.querySelector("[data-nothing-saved]") !== null;
const before = new Map(forms.map((form) => [form, isRefused ? "" : held(form)]));
let isSent = false;

for (const form of forms) {
  form.addEventListener("submit", () => {
    isSent = true;
  });
}
window.addEventListener("pageshow", () => {
  isSent = false;
});
window.addEventListener("beforeunload", (event) => {
  if (!isSent && forms.some((form) => held(form) !== before.get(form))) event.preventDefault();
});
