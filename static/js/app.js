// Starts GOV.UK Frontend's scripts, on the page and on what htmx puts into it, and says when saving did not work.
const library = document.querySelector("meta[name=govuk-frontend]").content;
const { initAll } = await import(library);

initAll();
document.body.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) {
    initAll({ scope: event.target.parentElement ?? event.target });
  }
});

// A page that was put in place of a form because something is wrong with it takes the focus to what is wrong.
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
