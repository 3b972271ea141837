// Runs before the page is shown, so that what scripts will hide does not flash: GOV.UK Frontend asks for these classes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
// Once the other script has had its turn: where it did not come, or broke, what it would show again does not stay hidden.
document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("[data-govuk-skip-link-init]")) return;
  document.body.classList.remove("js-enabled", "govuk-frontend-supported");
});
