// A note, or the meaning of a word, beside the mark that was tapped. Loaded on the first tap.

const pop = document.getElementById("pop");
pop.popover = "auto";
pop.hidden = false;
pop.firstElementChild.addEventListener("click", () => pop.hidePopover());
pop.addEventListener("click", (event) => event.target.closest("a") && pop.hidePopover());

/** Under the mark, or above it in the lower half of the screen, where the help button is. */
const place = (mark) => {
  const { top, bottom, left } = mark.getBoundingClientRect();
  const above = bottom > innerHeight / 2;
  const right = document.documentElement.clientWidth - pop.offsetWidth - 12;
  pop.style.top = `${scrollY + (above ? top - pop.offsetHeight - 8 : bottom + 8)}px`;
  pop.style.left = `${Math.max(12, Math.min(left - 24, right))}px`;
};

const link = (text, address) => {
  const made = document.createElement("a");
  made.textContent = text;
  made.href = address;
  return made;
};

const copied = (element) => {
  const copy = element.cloneNode(true);
  for (const part of [copy, ...copy.querySelectorAll("[id]")]) part.removeAttribute("id");
  for (const back of copy.querySelectorAll(".footnote-backref")) back.remove();
  return copy;
};

const note = (mark) => {
  const found = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
  const key = found.textContent.includes("○") ? [copied(document.querySelector(".unchecked"))] : [];
  return [...copied(found).childNodes, ...key, link(pop.dataset.all, "#where-this-comes-from")];
};

const meaning = (word) => {
  const text = document.createElement("p");
  text.textContent = document.getElementById(word.getAttribute("aria-describedby")).textContent;
  return [text, link(pop.dataset.words, word.href)];
};

/** Show what `mark` leads to. */
export const open = (mark) => {
  const isWord = mark.matches(".term");
  pop.lastElementChild.replaceChildren(...(isWord ? meaning(mark) : note(mark)));
  pop.setAttribute("aria-label", isWord ? mark.textContent : mark.getAttribute("aria-label"));
  pop.showPopover();
  place(mark);
  pop.focus({ preventScroll: true });
};
