// What a page gains with scripts; everything is readable without them. Search and the date tool load on first use.
(() => {
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);

  // What this file keeps on the device: the colours and the size chosen, and that an offer of the other language was closed.
  const kept = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    // In a private window for this page only.
    set(key, value) { try { localStorage.setItem(key, value); } catch {} },
  };

  for (const choice of all('input[name="theme"]')) {
    choice.checked = choice.value === root.dataset.theme;
    choice.addEventListener("change", () => {
      root.dataset.theme = choice.value;
      kept.set("theme", choice.value);
    });
  }
  for (const choice of all('input[name="size"]')) {
    choice.checked = choice.value === root.dataset.size;
    choice.addEventListener("change", () => {
      root.dataset.size = choice.value;
      kept.set("size", choice.value);
    });
  }

  // The menu: a drawer on a phone. Its address opens it without scripts; with them nothing moves behind it.
  const drawer = document.getElementById("all-pages");
  const narrow = matchMedia("(max-width: 63.99rem)");
  let opener = null;
  const shut = () => {
    if (!drawer.classList.contains("open")) return;
    drawer.classList.remove("open");
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const menu = event.target.closest?.('a[href="#all-pages"]');
    if (menu && drawer && narrow.matches) {
      event.preventDefault();
      opener = menu;
      menu.setAttribute("aria-expanded", "true");
      drawer.classList.add("open");
      drawer.focus({ preventScroll: true });
    } else if (event.target.closest?.(".shut") && drawer.classList.contains("open")) {
      event.preventDefault();
      shut();
    } else if (drawer && !drawer.contains(event.target)) shut();
  });
  drawer?.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !drawer.contains(event.relatedTarget)) drawer.classList.remove("open");
  });
  addEventListener("keydown", (event) => event.key === "Escape" && drawer && shut());

  // Far down a page the way back to its top stands beside the help button.
  const top = document.querySelector(".top");
  if (top) new IntersectionObserver(([seen]) => root.classList.toggle("far", !seen.isIntersecting), { rootMargin: "200% 0px 0px" }).observe(top);

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
    for (const way of all(`a.switch[hreflang="${preferred.lang}"]`)) way.classList.add("wanted");
    preferred.querySelector("button").addEventListener("click", () => {
      preferred.hidden = true;
      kept.set("offer", "closed");
    });
  }

  // What an address or a link leads to may be folded: open it. Paper shows everything.
  const unfold = (element) => {
    for (let fold = element?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const target = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const reveal = () => {
    const folded = target()?.closest("details:not([open])");
    unfold(target());
    if (folded) target().scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...all("details:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });

  // A mark opens its note, and a tap on a word its meaning, where it stands. Elsewhere both are links as they are.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".footnote-ref, .term");
    const finger = event.pointerType && event.pointerType !== "mouse";
    const plain = event.ctrlKey || event.metaKey || !HTMLElement.prototype.showPopover;
    if (!mark || plain || (mark.matches(".term") && !finger)) return;
    event.preventDefault();
    import("./notes.js").then((module) => module.open(mark), () => { location.href = mark.href; });
  });

  // The list of sections stands open where it has a column of its own.
  const here = document.querySelector(".here details");
  if (here && matchMedia("(min-width: 79rem)").matches) here.open = true;

  // The search: its window, its index and what reads it are asked for at once. Where they cannot be had the page says
  // so and names other ways.
  const me = document.currentScript.src;
  const magnifier = document.querySelector(".search-open");
  const asked = {};
  const loaded = (address) => {
    if (!(address in asked)) {
      asked[address] = new Promise((done, fail) => {
        const element = document.createElement("script");
        element.onload = done;
        element.onerror = () => {
          element.remove();
          delete asked[address];
          fail(new Error(address));
        };
        element.src = address;
        document.head.append(element);
      });
    }
    return asked[address];
  };
  const instead = document.querySelector(".no-search");
  const sorry = () => {
    if (globalThis.handbookSearch) {
      const message = document.createElement("p");
      // The page's own words.
      message.innerHTML = instead.innerHTML;
      handbookSearch.failed(message);
    } else {
      instead.hidden = false;
      instead.focus();
    }
  };
  const search = (query) => {
    const shown = loaded(new URL("search.js", me).href);
    const index = new URL(magnifier.dataset.index, document.baseURI).href;
    const rest = [index, new URL("search-reading.js", me).href, new URL("search-ranking.js", me).href].map(loaded);
    shown.then(() => handbookSearch.open(rest, query)).catch(sorry);
  };
  const back = () => { if (magnifier && history.state?.search) search(history.state.search); };
  magnifier?.addEventListener("click", () => search());
  addEventListener("popstate", back);
  back();
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.classList.add("no-tips");
    // With Control or Command: a single key would start while someone dictates (WCAG 2.1.4).
    if (magnifier && event.key?.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      search();
    }
  });
  for (const name of ["pointermove", "focusin"]) addEventListener(name, () => root.classList.remove("no-tips"));

  for (const button of all("[data-share]")) {
    button.addEventListener("click", () => import("./share.js").then((module) => module.share(button), () => { /* from disk */ }));
  }

  // Sections read aloud, where the device has a voice of its own for this language.
  const speech = window.speechSynthesis;
  const voices = () => speech.getVoices().filter((voice) => voice.localService && primary(voice.lang) === primary(root.lang));
  const listen = () => {
    if (!voices().length) return;
    speech.removeEventListener?.("voiceschanged", listen);
    import("./listen.js").then((module) => module.start(document.querySelector("[data-listen]"), speech, voices), () => { /* from disk */ });
  };
  if (speech && document.querySelector("[data-listen]")) {
    speech.addEventListener?.("voiceschanged", listen);
    listen();
  }

  // The plan and the words to say take typing: the blanks stand as they are where the file cannot load.
  const page = document.querySelector(".page-my-plan, .page-get-help-now");
  if (page) import("./plan.js").then((module) => module.start(page, page.querySelector("[data-plan]")), () => { /* from disk */ });

  const number = document.querySelector("[data-number-tool]");
  if (number) import("./number-tool.js").then((module) => module.start(number), () => { /* from disk: the tables stand */ });

  const tool = document.querySelector("[data-date-tool]");
  if (tool) import("./date-tool.js").then((module) => module.start(tool), () => { /* from disk: the table stands */ });
})();
