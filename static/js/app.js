// Starts GOV.UK Frontend's scripts, on the page and on what a script puts into it later.
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

// A part that a script puts in place of another; what is wrong in it takes the focus, as it does on a new page.
document.addEventListener("placed", (event) => {
  start(event.target.parentElement);
  event.target.querySelector(".govuk-error-summary")?.focus();
});
