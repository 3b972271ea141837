// Starts GOV.UK Frontend's scripts, on the page and on what a script puts into it later: those of the components that pages
// have, as each of the others would be loaded with every page.
import * as govuk from "govuk-frontend";

const COMPONENTS = [
  govuk.Button,
  govuk.Checkboxes,
  govuk.ErrorSummary,
  govuk.FileUpload,
  govuk.NotificationBanner,
  govuk.PasswordInput,
  govuk.Radios,
  govuk.ServiceNavigation,
  govuk.SkipLink,
];

// ARIA has no "expanded" radio buttons, though GOV.UK Frontend marks those that reveal a field. The field follows its
// radio button at once, where a screen reader meets it anyway.
const unmarkRadios = () => {
  for (const radio of document.querySelectorAll("input[type=radio][aria-expanded]")) {
    radio.removeAttribute("aria-expanded");
  }
};

// The button that chooses files is called what stands in it, as whoever speaks to the browser says it; its label describes it.
const nameFileButtons = () => {
  for (const button of document.querySelectorAll(".govuk-file-upload-button")) {
    const label = document.querySelector(`label[for="${button.id}"]`);
    if (button.getAttribute("aria-labelledby") === button.id || !label) continue;
    button.setAttribute("aria-labelledby", button.id);
    // Its parts are told apart by a space, not by a comma that nobody sees and says.
    const comma = document.getElementById(`${button.id}-comma`);
    comma.classList.remove("govuk-visually-hidden");
    comma.textContent = " ";
    button.setAttribute("aria-describedby", `${label.id} ${button.getAttribute("aria-describedby") ?? ""}`.trim());
  }
};

// What stands beside a new part was started before: that it cannot start twice is no error.
const onError = (error) => {
  if (error.name !== "InitError") console.error(error);
};

// The count of characters is shown once a text is long. Until its box has the focus, it is not made of a short one: the first
// number that a browser writes in a language takes a phone up to a second.
const COUNTS = "[data-module=govuk-character-count]:not([data-govuk-character-count-init])";
const isLong = ({ dataset }, { value }) => value.length * 100 >= dataset.maxlength * (dataset.threshold ?? 0);
const count = (part) => govuk.createAll(govuk.CharacterCount, undefined, { scope: part.parentElement, onError });
const startCounts = (scope) => {
  for (const part of scope.querySelectorAll(COUNTS)) {
    if (isLong(part, part.querySelector("textarea, input"))) count(part);
  }
};
// On its way to the box, which the count listens to from then on.
document.addEventListener(
  "focus",
  (event) => {
    const part = event.target.closest?.(COUNTS);
    if (part) count(part);
  },
  true,
);

const start = (scope) => {
  for (const component of COMPONENTS) govuk.createAll(component, undefined, { scope, onError });
  startCounts(scope);
  unmarkRadios();
  nameFileButtons();
};
start(document);
document.addEventListener("click", unmarkRadios);
window.addEventListener("pageshow", () => setTimeout(unmarkRadios));

// A part that a script puts in place of another; what is wrong in it takes the focus, as it does on a new page.
document.addEventListener("placed", (event) => {
  start(event.target.parentElement);
  event.target.querySelector(".govuk-error-summary")?.focus();
});
