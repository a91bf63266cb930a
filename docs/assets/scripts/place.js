// Where the reader is: chosen once and kept on the device; until then the place of the local edition, or without one
// guessed from the time zone. Never sent.
// Without this file every place stands in full.
(() => {
  const all = (selector) => document.querySelectorAll(selector);
  const choice = document.querySelector("[data-places]");
  if (!choice) return;

  const chosen = () => { try { return localStorage.getItem("place"); } catch { return null; } };
  const places = [...choice.options].filter((option) => option.value);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const guessed = () => places.find((place) => place.dataset.zones.split(" ").includes(timeZone));
  const named = (id) => places.find((place) => place.value === id);
  const fill = (element, name, value) => {
    element.textContent = element.dataset[name].replace(/\{\w+\}/, value);
  };

  const chips = document.querySelector("[data-chips]");
  const more = document.querySelector("[data-elsewhere]");
  const unfold = (open) => {
    if (!chips) return;
    chips.className = open ? "chips open" : "chips folded";
    more.setAttribute("aria-expanded", String(open));
  };

  /** Every button that calls says the number of this place; a place without one leaves the list of all. */
  const call = (place) => {
    for (const button of all("[data-call]")) {
      if (!place?.dataset.number) continue;
      button.href = `tel:${place.dataset.number}`;
      for (const part of button.querySelectorAll("[data-call-number]")) fill(part, "callNumber", place.dataset.number);
      for (const part of button.querySelectorAll("[data-call-place]")) fill(part, "callPlace", place.text);
    }
  };

  /** What holds in one place, or not there: a reader who is somewhere sees her own; a sign without a word on where. */
  const tell = (id) => {
    for (const part of all("[data-only], [data-not]")) {
      const { only, not } = part.dataset;
      part.hidden = id && (only ? only !== id : not === id);
      for (const at of part.querySelectorAll(".at")) at.hidden = id;
    }
  };

  /** Blocks that differ by place: this one first and open, the others folded. */
  const sort = (id) => {
    for (const group of all("[data-by-place]")) {
      const own = [...group.children].find((block) => block.dataset.place === id);
      for (const block of group.children) block.open = !own || block === own;
      if (own) group.prepend(own);
    }
  };

  /** Lists of lines to call: this place's come first and alone stand open. */
  const lead = (id) => {
    for (const list of all("[data-lines]")) {
      const own = list.querySelectorAll(`[data-at="${id}"]`);
      const others = list.querySelector("details");
      if (!own.length) continue;
      others.open = false;
      others.lastElementChild.prepend(...list.querySelectorAll(":scope > [data-at]"));
      list.prepend(...own);
    }
  };

  /** Each topic that needs a door says this place's; its help line is called from the sign that needs one. */
  const open = (id) => {
    const door = document.querySelector(`[data-door-of="${id}"]`)?.cloneNode(true);
    door?.querySelector("[data-cases]")?.remove();
    for (const topic of all("[data-door]")) if (door) topic.replaceChildren(...door.cloneNode(true).childNodes);
    for (const care of all("[data-care-of]")) {
      care.hidden = !care.dataset.careOf.split(" ").includes(id);
      care.closest("details").open = true;
    }
    const line = document.querySelector(`.crisis [data-at="${id}"] a.tel`);
    for (const button of all("[data-crisis]")) {
      if (!line) continue;
      button.href = line.href;
      fill(button, "crisis", line.textContent);
      // A place with several lines, such as one for each of its countries, shows them all.
      const lines = [...all(`.crisis [data-at="${id}"]`)].map((each) => each.cloneNode(true));
      const list = button.closest("li").querySelector(".crisis-here") ?? document.createElement("ul");
      list.className = "crisis-here";
      list.replaceChildren(...(lines.length > 1 ? lines : []));
      button.parentElement.after(list);
    }
  };

  /** Where the desks speak the other language, the words to show stand first and open. */
  const speak = (spoken) => {
    const words = document.querySelector("#script-to-show")?.closest("details");
    if (!words || !spoken) return;
    words.open = !spoken.includes(document.documentElement.lang.slice(0, 2));
    if (words.open) document.querySelector("#script-to-say").before(words);
  };

  /** The unit's number, as the reader's plan has it: by night and at weekends the second one, if there is one. */
  const unit = () => {
    try {
      const plan = JSON.parse(localStorage.getItem("plan") ?? "{}");
      const now = new Date();
      const night = now.getHours() < 8 || now.getHours() > 17 || now.getDay() % 6 === 0;
      const [day, late] = [plan["numbers.1"], plan["numbers.2"]];
      return (night && late) || day || late || "";
    } catch { return ""; }
  };
  const own = () => document.querySelector(".unit-here a.tel")?.textContent ?? "";
  const callUnit = () => {
    const number = unit() || own();
    if (!/\d/.test(number)) return;
    for (const button of all("[data-unit]")) {
      button.href = `tel:${number.replace(/[^\d+]/g, "")}`;
      button.textContent = button.dataset.unit;
    }
  };

  const show = () => {
    const place = named(chosen()) ?? named(choice.dataset.own) ?? guessed();
    choice.value = place?.value ?? "";
    call(place);
    unfold(!place?.dataset.number);
    sort(place?.value);
    tell(place?.value);
    if (place) {
      lead(place.value);
      open(place.value);
      speak(place.dataset.speaks);
    }
    // The words of this place, where it has others for the page's language; those of another go back.
    dispatchEvent(new Event("place"));
    if (!place?.dataset.words) return;
    const words = document.createElement("script");
    words.src = place.dataset.words;
    document.head.append(words);
  };

  const choose = (id) => {
    // In a private window for this page only.
    try { localStorage.setItem("place", id); } catch {}
    show();
  };
  choice.addEventListener("change", () => choose(choice.value));
  more?.addEventListener("click", () => {
    unfold(chips.classList.contains("folded"));
    chips.scrollIntoView({ block: "center" });
  });
  chips?.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-place]");
    if (chip) choose(chip.dataset.place);
  });

  // A tile that is opened comes to the top of the screen: its steps are what was asked for.
  for (const tile of all(".tile")) {
    tile.addEventListener("toggle", () => tile.open && tile.scrollIntoView({ block: "start" }));
  }
  show();
  callUnit();
})();
