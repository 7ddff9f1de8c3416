// Comfort on the survey host; every page works without it.
// What is said here stands in the page, in its language; nothing is written into the page as markup.
const root = document.documentElement;
const leave = document.querySelector("[data-leave]");
const said = document.querySelector("[data-said]");
const say = (words) => {
  if (said) {
    said.textContent = words ?? "";
  }
};

// Leaving: the link, Escape, or Shift three times.
if (leave) {
  let gone = false;
  const go = () => {
    if (gone) {
      return;
    }
    gone = true;
    root.classList.add("blank");
    document.title = "\u00a0";
    // The server ends the sitting and answers with the way to the neutral site; this page leaves the history.
    window.location.replace(leave.href);
    // Nobody waits for a slow line: after a second the neutral site is asked for directly.
    if (leave.dataset.leave) {
      setTimeout(() => window.location.replace(leave.dataset.leave), 1000);
    }
  };

  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });

  // Escape also ends the choice of letters in some ways of writing (229 is how older browsers say so);
  // that one stays on the page. It is heard before anything else on the page.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) {
        event.preventDefault();
        go();
      }
    },
    true,
  );

  // Shift counts when it is let go without another key in between, each time within five seconds of the last.
  let shifts = 0;
  let alone = false;
  let forget;
  const from_the_start = () => {
    shifts = 0;
    say("");
  };
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!alone) {
      shifts = 0;
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone || event.isComposing) {
      return;
    }
    alone = false;
    shifts += 1;
    clearTimeout(forget);
    if (shifts === 3) {
      say(said?.dataset.leaving);
      go();
      return;
    }
    say(shifts === 1 ? said?.dataset.two : said?.dataset.one);
    forget = setTimeout(from_the_start, 5000);
  });
}

// A page that comes back from the browser's memory is asked for anew.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    root.classList.add("blank");
    window.location.reload();
  }
});

// After five minutes without a hand on it the page covers itself; one press shows it again.
const cover = document.querySelector("[data-cover]");
if (cover) {
  const idle = 5 * 60 * 1000;
  let touched = Date.now();
  let before = null;
  const show = () => {
    root.classList.remove("covered");
    cover.hidden = true;
    touched = Date.now();
    before?.focus?.();
  };
  const look = () => {
    if (!cover.hidden || Date.now() - touched < idle) {
      return;
    }
    before = document.activeElement;
    cover.hidden = false;
    root.classList.add("covered");
    cover.querySelector("button").focus();
  };
  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll", "touchstart", "input"]) {
    window.addEventListener(sign, () => (touched = Date.now()), { passive: true, capture: true });
  }
  cover.querySelector("button").addEventListener("click", show);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5000);
}

// Where a sitting waits for half an hour only, this is said five minutes before it ends.
const warning = document.querySelector("[data-waits]");
if (warning) {
  const shown = Date.now();
  const early = (Number(warning.dataset.waits) - 300) * 1000;
  const look = () => {
    if (warning.hidden && Date.now() - shown >= early) {
      warning.hidden = false;
    }
  };
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5000);
}

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
