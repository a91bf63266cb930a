// The search window. Loaded on first use; finds pages of this page's language only.

const root = document.documentElement;
const site = new URL("../../", import.meta.url);
const here = new URL(root.lang === "en" ? "./" : `${root.lang.slice(0, 2)}/`, site);
const folder = new URL("pagefind/", site);

const [known, pagefind] = await Promise.all([
  fetch(new URL(`handbook.${root.lang}.json`, folder)).then((answer) => answer.json()),
  import(new URL("pagefind.js", folder)),
]);
await pagefind.options({ excerptLength: 24, ranking: { pageLength: 0.2 } });

const HAN = /[\u3400-\u9fff]/;
const RUNS = /[\u3400-\u9fff]+/g;
const skip = new Set(known.skip);
// Words, no patterns: each is escaped, and without any the pattern matches nothing.
const escaped = known.skip.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
const gaps = new RegExp(escaped.sort((a, b) => b.length - a.length).join("|") || "(?!)", "g");

/** A word without the endings that English adds. */
const stem = (word) => (/^[a-z]{4,}$/.test(word) ? word.replace(/(?:ies|ing|ed|es|s|e|y)$/, "") : word);

/** Two characters at a time: Chinese writes no spaces between words. */
const pairs = (run) => (run.length < 2 ? [run] : Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)));

/** The pieces of a text that are compared: stems, and pairs of Han. */
const pieces = (text) => {
  const lower = text.toLowerCase();
  const latin = (lower.match(/[a-z0-9.]+/g) ?? []).filter((word) => !skip.has(word)).map(stem);
  const han = (lower.match(RUNS) ?? []).flatMap((run) => run.replace(gaps, " ").split(" ")).filter(Boolean).flatMap(pairs);
  return new Set([...latin, ...han]);
};

/** How much of `wanted` is in `offered`, from 0 to 1. */
const share = (wanted, offered) => [...wanted].filter((piece) => offered.has(piece)).length / (wanted.size || 1);

/** Whether what was typed contains a phrase of ours. */
const says = (typed, phrase) => {
  if (HAN.test(phrase)) return typed.text.includes(phrase.toLowerCase());
  const wanted = pieces(phrase);
  return wanted.size > 0 && share(wanted, typed.pieces) === 1;
};

const read = (text) => ({ text: text.toLowerCase(), pieces: pieces(text) });
const pages = known.pages.map((page) => ({
  ...page,
  named: pieces(page.title),
  sections: page.sections.map(([id, title]) => ({ id, title, named: pieces(title) })),
}));

/** The pages' own texts: Pagefind's score of each word typed, added up. */
const inTexts = async (typed) => {
  const scores = new Map();
  const han = HAN.test(typed.text);
  const spoken = han ? typed.text.replace(gaps, " ").split(" ") : typed.text.match(/[\p{L}\d.]+/gu) ?? [];
  const words = spoken.filter((word) => word && !skip.has(word));
  const asked = [words.join(" ") || typed.text, ...(han ? typed.pieces : words.length > 1 ? words : [])];
  for (const [at, found] of (await Promise.all(asked.map((words) => pagefind.search(words)))).entries()) {
    for (const result of found?.results ?? []) {
      const entry = scores.get(result.id) ?? { score: 0, result };
      entry.score += Math.min(result.score, 6) * (at ? 1 / asked.length : 1);
      scores.set(result.id, entry);
    }
  }
  return scores;
};

/** How well a page's title, sections and everyday words fit what was typed. */
const fit = (page, typed, others) => {
  let score = 0, section = null;
  for (const [reading, worth] of [[typed, 1], ...others.map((other) => [other, 0.7])]) {
    score = Math.max(score, 7 * worth * share(reading.pieces, page.named));
    for (const one of page.sections) {
      const value = 6 * worth * share(reading.pieces, one.named);
      if (value > (section?.value ?? 1.9)) section = { ...one, value };
    }
  }
  const phrases = page.words.filter((phrase) => says(typed, phrase));
  const longest = Math.max(0, ...phrases.map((phrase) => pieces(phrase).size || 1));
  const told = longest ? 5 + 5 * Math.min(1, longest / (typed.pieces.size || 1)) : 0;
  return { score: score + (section?.value ?? 0) + told, section };
};

/** The pages that answer `query`, the best first: { page, title, text, section, score, result }. */
export const find = async (query) => {
  const typed = read(query.normalize("NFKC").trim());
  if (!typed.text) return [];
  const terms = known.terms.filter((term) => term.find.some((phrase) => says(typed, phrase)));
  const others = terms.flatMap((term) => term.text).map(read);
  const texts = await inTexts(typed);
  const byPage = new Map();
  await Promise.all([...texts.values()].map(async ({ score, result }) => {
    const address = new URL((await result.data()).raw_url.slice(1), site).href;
    byPage.set(address, { score, result });
  }));
  const scored = pages.map((page) => {
    const address = new URL(page.page, here).href;
    const text = byPage.get(address);
    const { score, section } = fit(page, typed, others);
    const anchor = page.page === known.entries && terms.length ? terms[0].id : section?.id;
    return { ...page, address: anchor ? `${address}#${anchor}` : address, section, result: text?.result, score: page.weight * (score + (text?.score ?? 0)) };
  }).sort((a, b) => b.score - a.score);
  const least = Math.max(0.8, 0.2 * scored[0].score); // far behind the best is not an answer
  return scored.filter((page) => page.score > least).slice(0, 8);
};

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const { say } = known;
const input = make("input", { type: "search", id: "search-words", autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "search", placeholder: say.search_hint, "aria-describedby": "search-count" });
const close = make("button", { type: "button", class: "tool" }, say.search_close);
const count = make("p", { class: "count", id: "search-count", role: "status" });
const list = make("ol");
const instead = make("div", { class: "instead" },
  make("a", { class: "button danger", href: new URL(known.help, here) }, say.help),
  make("a", { class: "button plain", href: new URL(known.entries, here) }, say.search_words));
const dialog = make("dialog", { class: "search", "aria-label": say.search_title },
  make("form", { method: "dialog", role: "search" }, make("label", { for: "search-words" }, say.search_title), make("div", { class: "bar" }, input, close)),
  count, list, instead);
document.body.append(dialog);

const shown = async (found) => {
  const data = await found.result?.data();
  const detail = make("span");
  if (data) detail.innerHTML = data.excerpt; // Pagefind's own words and marks, escaped by it
  else detail.textContent = found.text;
  const where = found.section ? [make("span", {}, found.section.title)] : [];
  return make("li", {}, make("a", { class: "found", href: found.address }, make("b", {}, found.title), ...where, detail));
};

let turn = 0;
const show = async () => {
  const mine = ++turn;
  const query = input.value.trim();
  const found = query ? await find(query) : [];
  const items = await Promise.all(found.map(shown));
  if (mine !== turn) return;
  list.replaceChildren(...items);
  instead.hidden = items.length > 0;
  dialog.dataset.query = query;
  const words = items.length ? say.search_count.replace("{count}", items.length) : say.search_none.replace("{query}", query);
  count.textContent = query ? words : "";
};

let waiting = 0;
input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 120);
});
close.addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest?.(".found")) dialog.close();
});
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.focus();
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) {
    event.preventDefault(); // a search field would only empty itself
    dialog.close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [input, ...list.querySelectorAll("a")];
  stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(document.activeElement) + step))].focus();
});

export const open = () => {
  if (dialog.open) return;
  dialog.showModal();
  input.select();
};
