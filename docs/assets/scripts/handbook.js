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

  // A reader whose browser prefers the other language is offered it, until the offer is closed; never redirected.
  const offer = document.querySelector(".offer");
  const primary = (tag) => tag.slice(0, 2).toLowerCase();
  const known = [root.lang, offer?.lang].map((tag) => primary(tag ?? ""));
  const preferred = (navigator.languages ?? []).map(primary).find((tag) => known.includes(tag));
  if (offer && preferred && preferred !== primary(root.lang) && kept.get("offer") !== "closed") {
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
      offer.hidden = true;
      kept.set("offer", "closed");
    });
  }

  // The list of sections stands open where it has a column of its own.
  const here = document.querySelector(".here details");
  if (here && matchMedia("(min-width: 79rem)").matches) here.open = true;

  // The search: its window, its index and what reads it are asked for at once. Where they cannot be had the page says
  // so and names other ways.
  const me = document.currentScript.src;
  const opener = document.querySelector(".search-open");
  const asked = new Map();
  const script = (address) => {
    if (!asked.has(address)) {
      asked.set(address, new Promise((done, fail) => {
        const element = document.createElement("script");
        element.onload = done;
        element.onerror = () => {
          element.remove();
          asked.delete(address);
          fail(new Error(address));
        };
        element.src = address;
        document.head.append(element);
      }));
    }
    return asked.get(address);
  };
  const instead = document.querySelector(".no-search");
  const sorry = () => {
    if (globalThis.handbookSearch) {
      const message = document.createElement("p");
      message.innerHTML = instead.innerHTML; // the page's own words
      handbookSearch.failed(message);
    } else {
      instead.hidden = false;
      instead.focus();
    }
  };
  const search = (query) => {
    const shown = script(new URL("search.js", me).href);
    const index = new URL(opener.dataset.index, document.baseURI).href;
    const rest = [index, new URL("search-reading.js", me).href, new URL("search-ranking.js", me).href].map(script);
    shown.then(() => handbookSearch.open(rest, query)).catch(sorry);
  };
  const back = () => { if (history.state?.search) search(history.state.search); };
  opener.addEventListener("click", () => search());
  addEventListener("popstate", back);
  back();
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
