// The search window. Loaded with its index on first use; finds sections of this page's language only.
// Plain scripts, no modules: a browser runs these from a disk, too.
globalThis.handbookSearch = (() => {
  const root = document.documentElement;
  const site = new URL("../../", document.currentScript.src);
  const opener = document.querySelector(".search-open");
  const say = { ...opener.dataset };
  const helpLink = document.querySelector(".help a");

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes))
      if (value !== undefined) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const input = make("input", {
    type: "search",
    id: "search-words",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    enterkeyhint: "search",
    placeholder: say.hint,
    "aria-describedby": "search-count",
  });
  const close = make("button", { type: "button", class: "tool" }, say.close);
  const count = make("p", { class: "count", id: "search-count", role: "status" });
  const list = make("ol");
  const instead = make("div", { class: "instead" });
  const dialog = make(
    "dialog",
    { class: "search", "aria-label": say.title },
    make(
      "form",
      { method: "dialog", role: "search" },
      make("label", { for: "search-words" }, say.title),
      make("div", { class: "bar" }, input, close),
    ),
    make(
      "p",
      { class: "always" },
      make("a", { class: "button danger", href: helpLink.href }, helpLink.textContent),
    ),
    count,
    list,
    instead,
  );
  document.body.append(dialog);

  // The index and what reads it; `find` is there when all three scripts are.
  let index, find;
  const load = async (scripts) => {
    await Promise.all(scripts);
    index = globalThis.handbookIndex;
    find ??= globalThis.handbookFinder(index);
  };
  const address = (place) => new URL(place, new URL(index.folder, site)).href;

  /** `text` in sentences; the ones that say most of what was asked, with its words marked. */
  const excerpt = (section, wanted) => {
    const sentences = section.text.match(/[^.。！？!?]+(?:[.。！？!?]+["”）)]*\s*|$)/g) ?? [];
    const worth = (sentence) => wanted.filter((word) => sentence.toLowerCase().includes(word)).length;
    const first = sentences.reduce(
      (best, sentence, at) => (worth(sentence) > worth(sentences[best]) ? at : best),
      0,
    );
    const most = root.lang.startsWith("zh") ? 64 : 150;
    let text = sentences[first] ?? "";
    for (let at = first + 1; at < sentences.length && text.length + sentences[at].length <= most; at += 1)
      text += sentences[at];
    if (text.length > most * 1.4) text = `${text.slice(0, most)} …`;
    return marked(text.trim(), wanted);
  };

  const marked = (text, wanted) => {
    const span = make("span", { class: "excerpt" });
    const low = text.toLowerCase();
    for (let at = 0; at < text.length;) {
      const next = wanted
        .map((word) => [low.indexOf(word, at), word])
        .filter(([place]) => place >= 0)
        .sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0];
      if (!next || low.length !== text.length) {
        span.append(text.slice(at));
        break;
      }
      span.append(text.slice(at, next[0]), make("mark", {}, text.slice(next[0], next[0] + next[1].length)));
      at = next[0] + next[1].length;
    }
    return span;
  };

  /** The words to mark: what was said and meant, without what says nothing. */
  const wantedOf = ({ terms }) =>
    [
      ...new Set(terms.filter((term) => !term.empty).flatMap((term) => [term.said, ...(term.words ?? [])])),
    ].filter((word) => word.length > 1 && word[0] !== "#");

  // Whom to call: in the place that the page knows of, and the unit's own number where a local edition gives one.
  const place = () => {
    const chosen = document.querySelector("[data-places]")?.value;
    return index.lines.find(([id]) => id === chosen);
  };
  const dial = (number, label, kind = "plain") =>
    make("a", { class: `button ${kind} tel`, href: `tel:${number.replace(/[ -]/g, "")}` }, label);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const ambulance = () => {
    const here = place();
    return here?.[2].length
      ? [dial(here[2][0], filled(index.say.search_call, { number: here[2][0], place: here[1] }), "danger")]
      : [];
  };
  const unit = () =>
    [...document.querySelectorAll(".unit-here a.tel")]
      .slice(0, 1)
      .map((link) => dial(link.textContent, link.textContent));
  const lines = () => {
    const here = place();
    const called = (here?.[3] ?? []).map(([name, numbers, note]) =>
      make(
        "p",
        {},
        make("b", {}, `${name} `),
        ...numbers.map((number) => dial(number, number)),
        make("span", {}, note),
      ),
    );
    return called.length
      ? [
          make(
            "div",
            { class: "lines" },
            make("p", {}, filled(index.say.search_lines, { place: here[1] })),
            ...called,
          ),
        ]
      : [];
  };

  const STEPS = ["ambulance", "go", "phone-now", "phone-today"];
  const item = (section, wanted, isPinned) => {
    const isRow = section.step !== undefined;
    const title = isRow || !section.place ? section.heading : `${section.title} · ${section.heading}`;
    const step = isRow
      ? [make("span", { class: `act act-${STEPS[section.step]}` }, section.act ?? index.steps[section.step])]
      : [];
    const link = make("a", { class: "found", href: address(section.address) }, title);
    const call =
      !isPinned || !isRow ? [] : section.step === 0 ? ambulance() : section.step === 3 ? [] : unit();
    const detail = isRow ? marked(section.text, []) : excerpt(section, wanted);
    const help =
      isPinned && index.helps.includes(section.at)
        ? [...(isRow || !section.step ? ambulance() : []), ...lines()]
        : call;
    return make(
      "li",
      { class: isPinned ? "pinned" : isRow ? "row" : undefined },
      ...step,
      link,
      detail,
      ...help,
    );
  };

  /** The results as they hold where the reader is: a sign of other places gives way to those of hers; of all, if she named none. */
  const local = ({ found, pins }) => {
    const here = document.querySelector("[data-places]")?.value;
    const all = found.map((section, at) => {
      const [file, sign] = section.address.split("#");
      const [place, not, own] = (section.step !== undefined && index.there[sign]) || [];
      const hers = (own ?? []).map(([id, heading, text, step, only]) => ({
        ...section,
        address: `${file}#${id}`,
        heading: here ? heading : `${only} · ${heading}`,
        text,
        step,
      }));
      const theirs = here || !own ? section : { ...section, heading: `${not} · ${section.heading}` };
      const shown = !own || (here && here !== place) ? [section] : here ? hers : [...hers, theirs];
      return shown.map((one) => [one, at < pins]);
    });
    return all.flat();
  };

  const offers = (near) => {
    const more = near.length
      ? [
          make("p", {}, index.say.search_near),
          make(
            "ul",
            {},
            ...near.map((section) =>
              make(
                "li",
                {},
                make(
                  "a",
                  { href: address(section.address) },
                  section.place ? `${section.title} · ${section.heading}` : section.title,
                ),
              ),
            ),
          ),
        ]
      : [];
    return [
      ...more,
      make(
        "p",
        {},
        make("a", { class: "button plain", href: address("questions-to-ask.html") }, index.say.search_ask),
      ),
      make(
        "p",
        {},
        make("a", { class: "button plain", href: address(index.entries) }, index.say.search_words),
      ),
    ];
  };

  const told = (query, { found, reading }) => {
    if (!query) return "";
    if (!found.length) return filled(index.say.search_absent, { query });
    return filled(index.say[reading.changed ? "search_count_read" : "search_count"], {
      count: found.length,
      query: reading.shown,
    });
  };

  // Results come with each key; what a screen reader is told waits until the typing rests.
  let shown,
    resting = 0;
  const announce = (text) => {
    clearTimeout(resting);
    resting = setTimeout(
      () => {
        count.textContent = text;
      },
      count.textContent ? 400 : 0,
    );
  };
  const show = () => {
    const query = input.value.trim();
    dialog.classList.toggle("waiting", Boolean(query) && !find);
    if (!find) return announce(query ? say.wait : "");
    if (query === shown) return;
    const answer = query ? find(query) : { found: [], pins: 0, near: [], reading: { terms: [] } };
    const wanted = wantedOf(answer.reading);
    list.replaceChildren(...local(answer).map(([section, isPinned]) => item(section, wanted, isPinned)));
    instead.replaceChildren(...(query && !answer.found.length ? offers(answer.near) : []));
    announce(told(query, answer));
    dialog.dataset.query = shown = query;
  };

  input.addEventListener("input", (event) => {
    if (!event.isComposing) show();
  }); // half-typed pinyin is not a word
  input.addEventListener("compositionend", show);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => history.replaceState({ ...history.state, search: undefined }, ""));
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && !link.href.startsWith("tel:")) {
      history.replaceState({ ...history.state, search: input.value }, ""); // for the way back
      if (link.href.split("#")[0] === location.href.split("#")[0]) dialog.dispatchEvent(new Event("leave"));
    } else if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("leave", () => setTimeout(() => dialog.close()));
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    list.querySelector("a")?.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // the keys belong to the input method
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would only empty itself
      dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [input, ...list.querySelectorAll(".found")];
    stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(document.activeElement) + step))].focus();
  });

  /** Open the window, at once; `scripts` are the promises of the index and of what reads it. */
  const open = (scripts, query) => {
    if (query) input.value = query;
    if (!dialog.open) dialog.showModal();
    input.select();
    return load(scripts).then(show);
  };
  const failed = (message) => {
    dialog.classList.remove("waiting");
    announce("");
    instead.replaceChildren(message);
  };
  return { open, failed };
})();
