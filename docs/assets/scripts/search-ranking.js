// Finds and orders the sections that answer what was typed; danger signs and help lines come before all others.
globalThis.handbookFinder = (index) => {
  const language = globalThis.handbookReading(index);
  const { stem, plain, tokens, han, note, HAN, WORDS } = language;

  // Fields and what a word in them is worth.
  const TITLE = 1.2, HEADING = 4, OWN = 4, TEXT = 1, ENOUGH = 2.2;
  const LOOKED_AT = 60; // how many of the best are looked at more closely
  const LATER = 0.04; // a loss that nobody asked about

  const pieces = (text) => (text.match(WORDS) ?? []).map(stem).concat((text.match(/[\u3400-\u9fff]+/g) ?? []).flatMap((run) => [...(run.length < 2 ? [] : han(run)), ...[...run].filter((one) => language.groupOf.has(one))]));
  const postings = new Map();
  const mean = index.sections.reduce((sum, one) => sum + one[4].length, 0) / index.sections.length;
  const sections = index.sections.map(([page, anchor, heading, own, text, flags, step], at) => {
    const [address, title, weight, pageFlags] = index.pages[page];
    const section = { at, address: anchor ? `${address}#${anchor}` : address, title, place: anchor, heading, own, text, step, weight, isLedger: pageFlags & 1, isLoss: (pageFlags | flags) & 2 };
    const length = 0.4 + 0.6 * text.length / mean;
    const fields = [[title, TITLE], [anchor || step !== undefined ? heading : "", HEADING * (flags & 4 ? 0.3 : 1)], [own, OWN], [text, TEXT / length]];
    for (const [field, worth] of fields) {
      const low = plain(field);
      for (const word of low.match(WORDS) ?? []) note(word);
      const seen = new Map();
      for (const piece of pieces(low)) seen.set(piece, (seen.get(piece) ?? 0) + 1);
      for (const [piece, times] of seen) {
        const list = postings.get(piece) ?? postings.set(piece, new Map()).get(piece);
        const entry = list.get(at) ?? list.set(at, { all: 0, near: 0 }).get(at);
        entry.all += worth * (worth === OWN ? 1 : times);
        if (worth !== fields[3][1]) entry.near = 1; // named by its title, heading or everyday words
      }
    }
    return section;
  });

  const rarity = (count) => Math.log(1 + (sections.length - count + 0.5) / (count + 0.5));
  const RAREST = rarity(1);

  /** Where one term stands: section to [worth, named]. */
  const places = (term) => {
    const found = new Map();
    for (const [list, worth] of term.any) {
      const [first, ...others] = list.map((piece) => postings.get(piece) ?? new Map());
      for (const [at, entry] of first ?? []) {
        const all = [entry, ...others.map((other) => other.get(at))];
        const missing = all.filter((one) => !one).length;
        if (missing) continue;
        const value = worth * Math.min(...all.map((one) => one.all));
        if (value > (found.get(at)?.[0] ?? 0)) found.set(at, [value, all.every((one) => one.near) ? 1 : 0]);
      }
    }
    return found;
  };

  /** The phrases of a section's own, each as it stands and as the pieces that carry meaning; worked out when asked for. */
  const phrasesOf = (section) => {
    section.phrases ??= section.own.split("|").concat(section.heading).map(plain).filter(Boolean).map((phrase) => ({ phrase, pieces: new Set(meaning(phrase)) }));
    return section.phrases;
  };
  const meaning = (phrase) => language.terms(phrase).filter((term) => !term.empty).flatMap((term) => term.any[0]?.[0] ?? [stem(term.said)]);

  // Danger signs: each phrase is a list of parts; a part is any of several words, or of a class of words.
  const word = (text) => (HAN.test(text) ? text : text.split("_").map((one) => stem(one)));
  const classes = new Map(); // "en blood" to its words
  for (const [name, lists] of Object.entries(index.classes)) {
    for (const [code, words] of Object.entries(lists)) classes.set(`${code} ${name}`, words.map((one) => word(plain(one))));
  }
  const part = (text, code) => {
    const words = text.split("/").map((one) => (one[0] === "@" ? classes.get(`${code} ${one.slice(1)}`) ?? [] : [word(plain(one))]));
    return words.length > 1 ? words.flat() : words[0];
  };
  const signs = index.signs.map(([at, lists]) => ({
    at,
    phrases: Object.entries(lists).flatMap(([code, phrases]) => phrases.map((phrase) => {
      const parts = phrase.split(" ");
      const all = parts.filter((one) => one[0] !== "-").map((one) => part(one, code));
      return { all, none: parts.filter((one) => one[0] === "-").map((one) => part(one.slice(1), code)) };
    })),
  }));
  for (const lists of [...index.signs.map(([, lists]) => lists), ...Object.values(index.classes)]) {
    for (const one of Object.values(lists).flat().join(" ").replace(/@[\w-]+/g, "").match(WORDS) ?? []) note(one);
  }

  /** Which places of the query answer one part: the numbers of its words or characters; nothing if none does. */
  const covered = (alternatives, spots, text) => {
    let best;
    for (const one of alternatives) {
      const at = typeof one === "string" ? text.indexOf(one) : -1;
      const found = typeof one === "string" ? [...one].map((_, step) => `c${at + step}`) : one.map((piece) => `w${spots.get(piece)}`);
      const isThere = typeof one === "string" ? at >= 0 : one.every((piece) => spots.has(piece));
      if (isThere && found.length > (best?.length ?? 0)) best = found;
    }
    return best;
  };

  /** The signs that a query names, the most urgent first; one that another explains better is left out. */
  const pinned = ({ terms, text }) => {
    const spots = new Map();
    terms.forEach((term, at) => {
      if (HAN.test(term.said)) return;
      for (const one of tokens(term.said)) spots.set(one, at);
      for (const [list, worth] of term.any) if (list.length === 1 && worth > 0.6 && !spots.has(list[0])) spots.set(list[0], at);
    });
    const seen = new Map(); // a class is looked for once
    const where = (one) => {
      if (!seen.has(one)) seen.set(one, covered(one, spots, text));
      return seen.get(one);
    };
    const found = [];
    for (const { at, phrases } of signs) {
      let best = new Set();
      for (const { all, none } of phrases) {
        if (none.some(where)) continue;
        const hits = all.map(where);
        const set = new Set(hits.every(Boolean) ? hits.flat() : []);
        if (set.size > best.size) best = set;
      }
      if (best.size) found.push({ section: sections[at], set: best });
    }
    const better = (one, other) => other.set.size > one.set.size && [...one.set].every((place) => other.set.has(place));
    const order = ({ section, set }) => (section.step ?? -1) * 100 - set.size;
    return found.filter((one) => !found.some((other) => better(one, other))).sort((a, b) => order(a) - order(b)).slice(0, 3).map(({ section }) => section);
  };

  /** Whether one of `words` was said: a Chinese word or a phrase as it stands, an English word with any ending. */
  const absent = index.absent.map(plain), loss = index.loss.map(plain);
  const says = (said, text, spaced, words) => words.some((word) => {
    if (HAN.test(word)) return text.includes(word);
    return word.includes(" ") ? spaced.includes(` ${word} `) : said.has(word) || said.has(word.replace(/s$/, ""));
  });

  /** How much each term of a query weighs: rare words say more, a week or a number alone says little. */
  const weigh = (term, found, alone) => {
    if (alone) return 1;
    if (term.said === "#weeks") return 0.5;
    if (/^[\d.]+$/.test(term.said)) return found.size ? 0.5 : 0;
    return found.size ? Math.max(0.4, rarity(found.size)) : RAREST * (!HAN.test(term.said) ? 0.8 : term.said.length < 2 ? 0.25 : 0.6);
  };

  /** The sections that answer `query`: { found, pins, near, reading }; found is empty where the handbook has no answer. */
  return (query) => {
    const reading = language.reading(query);
    const { terms, text } = reading;
    const full = terms.filter((term) => !term.empty);
    const asked = full.length ? full : terms;
    const pins = pinned(reading);
    const score = new Float64Array(sections.length), share = new Float64Array(sections.length), named = new Float64Array(sections.length);
    let weight = 0, known = 0; // of all terms, and of those that some heading or list names
    const heft = new Map(); // a piece of a term to how much that term weighs
    for (const term of asked) {
      const found = places(term);
      const rare = weigh(term, found, asked.length === 1);
      weight += rare;
      if ([...found.values()].some(([, near]) => near)) known += rare;
      for (const [list, worth] of term.any) for (const piece of list) if (!(heft.get(piece)?.rare > rare * worth)) heft.set(piece, { term, rare: rare * worth });
      for (const [at, [value, near]] of found) {
        score[at] += rare * value / (value + ENOUGH);
        share[at] += rare;
        named[at] += rare * near;
      }
    }
    const spaced = ` ${text.replace(/[^\p{L}\p{N}#.]+/gu, " ").trim()} `;
    const said = new Set(terms.flatMap((term) => term.said.split(" ")).flatMap((one) => [one, one.replace(/s$/, "")]));
    const isLoss = says(said, text, spaced, loss);
    const isAbsent = says(said, text, spaced, absent);
    /** How much of the query one phrase of a section's own says, if all of the phrase is asked for. */
    const whole = (section) => phrasesOf(section).reduce((best, { phrase, pieces: own }) => {
      if (spaced.includes(HAN.test(phrase) ? phrase : ` ${phrase} `)) best = Math.max(best, phrase.length / text.length);
      if (!own.size || ![...own].every((piece) => heft.has(piece))) return best;
      const meant = new Map([...own].map((piece) => [heft.get(piece).term, heft.get(piece).rare]));
      return Math.max(best, [...meant.values()].reduce((sum, rare) => sum + rare, 0) / weight);
    }, 0);
    const valued = sections.map((section, at) => {
      const part = share[at] / weight;
      return { section, part, near: named[at] / weight, value: score[at] / weight * (0.35 + 0.65 * part) };
    }).filter((one) => one.value > 0).sort((a, b) => b.value - a.value);
    const ranked = valued.slice(0, LOOKED_AT).map((one) => {
      const { section } = one;
      const phrase = whole(section);
      return { ...one, whole: phrase, value: (one.value + 0.5 * phrase) * section.weight * (section.isLoss && !isLoss ? LATER : 1) };
    }).sort((a, b) => b.value - a.value);
    const best = ranked[0];
    const answers = best && !isAbsent && (best.whole > 0.5 || (known >= 0.5 * weight && best.near >= 0.3));
    const rest = answers ? ranked.filter((one) => one.value > 0.3 * best.value || (one.section.isLoss && one.value > 0.3 * LATER * best.value)).map((one) => one.section) : [];
    if (rest[0]?.isLedger && rest[1]) rest.splice(0, 2, rest[1], rest[0]);
    const found = [...pins, ...rest.filter((one) => !pins.includes(one))].slice(0, 8);
    return { found, pins: pins.length, reading, near: found.length ? [] : ranked.filter((one) => one.near >= 0.25 && !one.section.isLoss).slice(0, 3).map((one) => one.section), debug: ranked.slice(0, 5) };
  };
};
