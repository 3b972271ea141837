// Starts GOV.UK Frontend's scripts, on the page and on what htmx puts into it, and says when saving did not work.
const { initAll } = await import(document.querySelector("meta[name=govuk-frontend]").content);

// ARIA has no "expanded" radio buttons, though GOV.UK Frontend marks those that reveal a field. The field follows its
// radio button at once, where a screen reader meets it anyway.
const unmarkRadios = () => {
  for (const radio of document.querySelectorAll("input[type=radio][aria-expanded]")) {
    radio.removeAttribute("aria-expanded");
  }
};

// What stands beside a new part was started before: that it cannot start twice is no error.
const onError = (error) => {
  if (error.name !== "InitError") console.error(error);
};

const start = (scope) => {
  initAll({ scope, onError });
  unmarkRadios();
};
start(document);
document.addEventListener("click", unmarkRadios);
window.addEventListener("pageshow", () => setTimeout(unmarkRadios));
document.body.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target.parentElement ?? event.target);
});

// What is put in place of a form because something is wrong with it takes the focus to the summary of what is wrong.
document.body.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target.querySelector(".govuk-error-summary")?.focus();
});

const offline = document.querySelector(".app-offline");
const show = (isOffline) => {
  offline.hidden = !isOffline;
};
document.body.addEventListener("htmx:sendError", () => show(true));
document.body.addEventListener("htmx:responseError", () => show(true));
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.shouldSwap) show(false);
});
