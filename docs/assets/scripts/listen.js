// A button at each section reads it aloud with a voice that is on the device: text goes nowhere.
// Loaded only where there is such a voice.

const SKIP = "sup, .tip, .listen, script, svg, input, .notes, [aria-hidden=true], [hidden]";

/** What a section says: everything from its heading to the next one. */
const said = (heading) => {
  const parts = [];
  for (let part = heading; part && (part === heading || !part.matches("h2, .notes, .steps, aside")); part = part.nextElementSibling) {
    const copy = part.cloneNode(true);
    for (const mute of copy.querySelectorAll(SKIP)) mute.remove();
    if (!part.matches(SKIP)) parts.push(copy.textContent.replace(/\s+/g, " ").trim());
  }
  return parts.filter(Boolean);
};

/** Give every section of `page` a button, as long as `voices` returns one. */
export const start = (page, speech, voices) => {
  if (page.querySelector(".listen")) return;
  let reading = null;
  const stop = () => {
    speech.cancel();
    if (reading) reading.textContent = page.dataset.listen;
    reading = null;
  };
  for (const heading of page.querySelectorAll(":scope > h2")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "listen";
    button.textContent = page.dataset.listen;
    button.setAttribute("aria-describedby", heading.id);
    button.addEventListener("click", () => {
      const again = reading === button;
      stop();
      if (again) return;
      reading = button;
      button.textContent = page.dataset.stop;
      const pieces = said(heading);
      for (const [at, piece] of pieces.entries()) {
        const words = new SpeechSynthesisUtterance(piece);
        words.lang = document.documentElement.lang;
        words.voice = voices()[0];
        if (at === pieces.length - 1) words.addEventListener("end", stop);
        speech.speak(words);
      }
    });
    heading.after(button);
  }
  addEventListener("pagehide", stop);
};
