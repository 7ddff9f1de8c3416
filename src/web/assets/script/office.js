// Comfort on the office host; every page works without it.

// The list of faults takes the focus, so that a screen reader starts there.
const faults = document.querySelector("[data-faults]");
if (faults) {
  faults.focus();
}

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// A signed-out page must not come back from the browser's memory.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    window.location.reload();
  }
});
