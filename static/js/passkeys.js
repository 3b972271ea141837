// Passkeys: the button of a form asks the browser for one, to add it or to sign in with it, and sends what it answers. What
// the browser is asked is in the page as JSON. Where it has no passkeys the form says so, and another way stands beside it.
const form = document.querySelector("[data-passkey]");
const asked = document.getElementById("passkey-asked");

const ask = async () => {
  const options = JSON.parse(asked.textContent);
  if (form.dataset.passkey === "add") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.creation_options.publicKey);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
};

const say = (problem) => {
  const place = form.querySelector("[data-problem]");
  place.textContent = place.dataset[problem];
  place.hidden = false;
};

if (form && asked) {
  const button = form.querySelector("button");
  if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        form.elements.credential.value = JSON.stringify(await ask());
        form.submit();
      } catch (error) {
        // By this name browsers say that the person has cancelled, has waited too long, or has no passkey here.
        say(error.name === "NotAllowedError" ? "cancelled" : "failed");
      }
    });
  } else {
    say("unknown");
  }
}
