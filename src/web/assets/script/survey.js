// Comfort on the survey host; every page works without it.
// Escape, or Shift three times, leaves at once; a page that comes back from the browser's memory is asked for anew.
const leave = document.querySelector("[data-leave]");

if (leave) {
  let shifts = 0;
  let forget;

  const go = () => {
    document.documentElement.classList.add("blank");
    document.title = "\u00a0";
    // The server ends the sitting and answers with the way to the neutral site; this page leaves the history.
    window.location.replace(leave.href);
  };

  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });

  document.addEventListener("keydown", (event) => {
    // Escape also ends the choice of letters in some ways of writing; that one stays on the page.
    if (event.isComposing) {
      return;
    }
    if (event.key === "Escape") {
      go();
      return;
    }
    if (event.repeat) {
      return;
    }
    shifts = event.key === "Shift" ? shifts + 1 : 0;
    clearTimeout(forget);
    if (shifts === 3) {
      go();
      return;
    }
    forget = setTimeout(() => {
      shifts = 0;
    }, 5000);
  });
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.documentElement.classList.add("blank");
    window.location.reload();
  }
});

// A form is sent once, however often the button is pressed; a page that stays gets its button back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// The list of faults takes the focus, so that a screen reader starts there.
const faults = document.querySelector("[data-faults]");
if (faults) {
  faults.focus();
}
