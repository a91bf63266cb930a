// What a page gains with scripts; everything is readable without them. Search and the date tool load on first use.
(() => {
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);

  // What this file keeps on the device: the colours chosen, and that an offer of the other language was closed.
  const kept = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window: for this page only */ } },
  };

  for (const choice of all('input[name="theme"]')) {
    choice.checked = choice.value === root.dataset.theme;
    choice.addEventListener("change", () => {
      root.dataset.theme = choice.value;
      kept.set("theme", choice.value);
    });
  }

  // The switch of language keeps the section: the one in the address, else the one being read.
  const section = () => {
    if (location.hash) return location.hash;
    const passed = [...all(".page :is(h2, h3)[id]")].filter((heading) => heading.getBoundingClientRect().top < 120);
    return scrollY > 200 && passed.length ? `#${passed.pop().id}` : "";
  };
  for (const link of all("a.switch, .offer a")) {
    link.addEventListener("click", () => {
      link.hash = section();
      kept.set("offer", "closed");
    });
  }

  // A reader whose browser prefers another language is offered it, until the offer is closed; never redirected.
  // Script before language: a reader of zh-TW is offered zh-Hant where it is there, else zh-Hans.
  const offers = [...all(".offer")];
  const script = (tag) => {
    try {
      const { language, script } = new Intl.Locale(tag).maximize();
      return `${language}-${script}`;
    } catch { return tag; }
  };
  const primary = (tag) => tag.split("-")[0].toLowerCase();
  const known = [root, ...offers];
  const meant = (tag) => known.find((node) => script(node.lang) === script(tag)) ?? known.find((node) => primary(node.lang) === primary(tag));
  const preferred = (navigator.languages ?? []).map(meant).find(Boolean);
  if (preferred && preferred !== root && kept.get("offer") !== "closed") {
    preferred.hidden = false;
    preferred.querySelector("button").addEventListener("click", () => {
      preferred.hidden = true;
      kept.set("offer", "closed");
    });
  }

  // The list of sections stands open where it has a column of its own.
  const here = document.querySelector(".here details");
  if (here && matchMedia("(min-width: 79rem)").matches) here.open = true;

  // Where the search cannot load (opened from a disk, or no network yet) the page says so and names other ways.
  const instead = document.querySelector(".no-search");
  const sorry = () => {
    instead.hidden = false;
    instead.focus();
  };
  const search = () => import("./search.js").then((module) => module.open(), sorry);
  all(".search-open").forEach((button) => button.addEventListener("click", search));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.classList.add("no-tips");
    // With Control or Command: a single key would start while someone dictates (WCAG 2.1.4).
    if (event.key?.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      search();
    }
  });
  for (const name of ["pointermove", "focusin"]) addEventListener(name, () => root.classList.remove("no-tips"));

  const tool = document.querySelector("[data-date-tool]");
  if (tool) import("./date-tool.js").then((module) => module.start(tool), () => { /* from disk: the table stands */ });
})();
