// Runs before the page is shown, so that what scripts will hide does not flash: GOV.UK Frontend asks for these classes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
