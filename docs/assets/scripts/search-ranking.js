// Finds and orders the sections that answer what was typed; danger signs and help lines come first.
globalThis.handbookFinder = (index) => {
  const language = globalThis.handbookReading(index);
  const { stem, plain, tokens, han, note, HAN, WORDS } = language;

  // What a word is worth by where it stands, and how much of it is enough.
  const TITLE = 1.2,
    HEADING = 4,
    OWN = 4,
    TEXT = 1,
    ENOUGH = 2.2;
  const COMMON_HEADING = 0.3; // "What you can do" ends many pages
  const LEDGER = 1,
    LOSS = 2,
    COMMON = 4; // flags of a section
  const LOOKED_AT = 120; // how many of the best are looked at more closely
  const LATER = 0.04; // what a section about a loss is worth to who did not ask about one
  const KNOWN = 0.3,
    NAMED = 0.15; // of a query: what some section has to name, and the best one, to be an answer
  const EXACT = 1.4; // what a phrase is worth that stands there word for word
  const ALIKE = 0.35; // what a phrase is worth that is the query word for word
  const SHOWN = 8,
    PINNED = 3,
    NEAR = 3;

  // --- The sections and the words in them ---

  /** The pieces of a text that can be looked for: stems, pairs of characters, characters with synonyms. */
  const pieces = (text) => {
    const latin = (text.match(WORDS) ?? []).map(stem);
    const runs = text.match(/[\u3400-\u9fff]+/g) ?? [];
    const pairs = runs.filter((run) => run.length > 1).flatMap(han);
    return [...latin, ...pairs, ...runs.join("")];
  };

  const postings = new Map(); // piece to (section to what it is worth there, and whether it names it)
  const put = (piece, at, worth, names) => {
    const list = postings.get(piece) ?? postings.set(piece, new Map()).get(piece);
    const entry = list.get(at) ?? list.set(at, { worth: 0, names: false }).get(at);
    entry.worth += worth;
    entry.names ||= names;
  };
  const takeIn = (text, at, worth, names) => {
    const low = plain(text);
    for (const word of low.match(WORDS) ?? []) note(word);
    const counts = new Map();
    for (const piece of pieces(low)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
    for (const [piece, count] of counts) put(piece, at, worth * (worth === OWN ? 1 : count), names);
  };

  const mean = index.sections.reduce((sum, row) => sum + row[4].length, 0) / index.sections.length;
  const sections = index.sections.map(([page, place, heading, own, text, flags, step, act], at) => {
    const [file, title, weight, pageFlags] = index.pages[page];
    const isTop = !place; // its heading is the page's title
    takeIn(title, at, TITLE, true);
    if (!isTop) takeIn(heading, at, HEADING * (flags & COMMON ? COMMON_HEADING : 1), true);
    takeIn(own, at, OWN, true);
    takeIn(text, at, TEXT / (0.4 + (0.6 * text.length) / mean), false);
    const address = isTop ? file : `${file}#${place}`;
    const [isLedger, isLoss] = [pageFlags & LEDGER, (pageFlags | flags) & LOSS];
    return { at, address, title, place, heading, own, text, step: step ?? undefined, act, weight, isLedger, isLoss };
  });

  // --- Danger signs: a phrase is a list of parts, a part any of several words or of a class ---

  const word = (text) => (HAN.test(text) ? text : text.split("_").map((one) => stem(one)));
  const classes = new Map(
    Object.entries(index.classes).map(([name, words]) => [name, words.map((one) => word(plain(one)))]),
  );
  const part = (text) => {
    const words = text.split("/").map((one) => {
      if (one[0] === "@") return classes.get(one.slice(1)) ?? [];
      return [word(plain(one))];
    });
    return words.length > 1 ? words.flat() : words[0];
  };
  const readPhrase = (phrase) => {
    const parts = phrase.split(" ");
    const all = parts.filter((one) => one[0] !== "-").map(part);
    const none = parts.filter((one) => one[0] === "-").map((one) => part(one.slice(1)));
    return { all, none };
  };
  const signs = index.signs.map(([at, phrases]) => ({
    section: sections[at],
    phrases: phrases.map(readPhrase),
  }));
  const signWords = [...index.signs.flatMap(([, phrases]) => phrases), ...Object.values(index.classes).flat()]
    .join(" ")
    .replace(/@[\w-]+/g, "");
  for (const one of signWords.match(WORDS) ?? []) note(one);

  /** The places of a query that answer one part: of its longest word; nothing if none is there. */
  const covered = (words, spots, text) => {
    let best;
    for (const one of words) {
      const isChinese = typeof one === "string";
      const at = isChinese ? text.indexOf(one) : -1;
      if (isChinese ? at < 0 : !one.every((piece) => spots.has(piece))) continue;
      const places = isChinese
        ? [...one].map((_, step) => `c${at + step}`)
        : one.map((piece) => `w${spots.get(piece)}`);
      if (places.length > (best?.length ?? 0)) best = places;
    }
    return best;
  };

  /** Where the English words of a query stand; a Chinese word stands for the English ones of its group. */
  const spotsOf = (terms) => {
    const spots = new Map();
    terms.forEach((term, at) => {
      const others = (term.words ?? []).filter((one) => !HAN.test(one)).slice(0, 2);
      const words = HAN.test(term.said) ? others : [term.said];
      for (const one of words.flatMap(tokens)) spots.set(one, at);
    });
    return spots;
  };

  /** In Chinese, what foreign words of a query say: the Chinese words of their groups. */
  const translated = (terms) =>
    terms
      .filter((term) => !HAN.test(term.said))
      .flatMap((term) => (term.words ?? []).filter((one) => HAN.test(one)).slice(0, 2))
      .join(" ");

  /** What tells where a query names one of several words; a class is looked for once. */
  const seeker = ({ terms, text }) => {
    const [spots, said] = [spotsOf(terms), `${text} ${translated(terms)}`];
    const seen = new Map();
    return (words) => {
      if (!seen.has(words)) seen.set(words, covered(words, spots, said));
      return seen.get(words);
    };
  };

  /** The places of a query that a phrase explains: none where a part is missing, or what must not be there is there. */
  const explained = ({ all, none }, where) => {
    const hits = none.some(where) ? [undefined] : all.map(where);
    return new Set(hits.every(Boolean) ? hits.flat() : []);
  };

  /** The signs that a query names, the most urgent first; one that another explains better is left out. */
  const pinned = (where) => {
    const found = signs
      .map(({ section, phrases }) => {
        const sets = phrases.map((phrase) => explained(phrase, where));
        const set = sets.reduce((best, set) => (set.size > best.size ? set : best), new Set());
        return { section, set, sets, all: new Set(sets.flatMap((set) => [...set])).size };
      })
      .filter(({ set }) => set.size);
    const isPartOf = (one, other) =>
      other.sets.some((set) => set.size > one.set.size && [...one.set].every((place) => set.has(place)));
    // What is no row (despair, violence) comes first, but not before a row that explains more of the query.
    const most = Math.max(...found.filter(({ section }) => section.step === 0).map(({ all }) => all));
    const step = ({ section, all }) => section.step ?? (all < most ? 0.5 : -1);
    const urgency = (one) => step(one) * 100 - one.set.size;
    return found
      .filter((one) => !found.some((other) => isPartOf(one, other)))
      .sort((a, b) => urgency(a) - urgency(b))
      .slice(0, PINNED)
      .map(({ section }) => section);
  };

  // --- Signs that no phrase foresaw: what the words of a query and their classes speak for ---

  const STEP = 0.4,
    ZERO = 109; // the letter m, as in search_index.py
  const SURER = 3, // times likelier than the first by its phrases, so that a sign comes before it
    DOUBT = 0.5, // how likely it may be that nothing is amiss
    SECOND = 0.25, // how likely a second sign has to be
    CLOSE = 0.8; // times as likely as the first, so that the more urgent of two comes first

  /** What a query says, as places of the weights: classes of words, the signs that its phrases name, and the first. */
  const traits = (where, found) => {
    const named = [...classes.values()].map((words) => Boolean(where(words)));
    const byPhrase = signs.map(({ section }) => found.includes(section));
    const first = signs.map(({ section }) => found[0] === section);
    const all = [...named, ...byPhrase, ...first, !found.length, true];
    return [...all.keys()].filter((at) => all[at]);
  };
  /** The words of a query, mended, without their endings; in Chinese its characters and pairs of them. */
  const said = ({ terms, text }) => {
    const words = terms.map((term) => term.said).filter((one) => !HAN.test(one));
    return [...new Set(pieces(`${words.join(" ")} ${(text.match(/[\u3400-\u9fff]+/g) ?? []).join(" ")}`))];
  };
  const [spoken, speaks] = index.pieces.map((text) => text.split(" "));
  const speaksFor = new Map(spoken.map((piece, at) => [piece, speaks[at]]));
  /** The number of a letter: A to Z, then a to z. */
  const numbered = (code) => code - (code < 97 ? 65 : 71);

  /** How likely it is that a query names no sign, and each of them. */
  const likelihoods = (places, words) => {
    const sums = Array(signs.length + 1).fill(0);
    for (const at of places)
      [...index.weights[at]].forEach((letter, sign) => (sums[sign] += (letter.charCodeAt(0) - ZERO) * STEP));
    for (const text of words.map((word) => speaksFor.get(word) ?? ""))
      for (let at = 0; at < text.length; at += 2)
        sums[numbered(text.charCodeAt(at))] += (text.charCodeAt(at + 1) - ZERO) * STEP;
    const all = sums.map(Math.exp);
    return all.map((one) => one / all.reduce((sum, other) => sum + other));
  };

  /** The two likeliest signs, the second where it is likely enough; of two that are close the more urgent first. */
  const likeliest = (likely) => {
    const [best, other] = likely;
    if (other.how < SECOND) return [best.section];
    const isUrgent = other.how > CLOSE * best.how && (other.section.step ?? -1) < (best.section.step ?? -1);
    return (isUrgent ? [other, best] : [best, other]).map(({ section }) => section);
  };

  /** The signs of a query: those its phrases name, or where none does the likeliest; a likelier one comes first. */
  const amended = (where, found, words) => {
    const [none, ...each] = likelihoods(traits(where, found), words);
    const likely = signs.map(({ section }, at) => ({ section, how: each[at] })).sort((a, b) => b.how - a.how);
    if (!found.length) return none > DOUBT ? [] : likeliest(likely);
    const [best] = likely;
    const isRow = found[0].step !== undefined; // who needs a help line sees it first
    const isSurer = isRow && best.how > SURER * likely.find(({ section }) => section === found[0]).how;
    return isSurer ? [...new Set([best.section, ...found])].slice(0, PINNED) : found;
  };

  // --- All other sections ---

  const rarity = (count) => Math.log(1 + (sections.length - count + 0.5) / (count + 0.5));
  const RAREST = rarity(1);

  /** Where a term stands: section to [what it is worth there, whether it names it]. */
  const places = (term) => {
    const found = new Map();
    for (const [list, worth] of term.any) {
      const [first, ...others] = list.map((piece) => postings.get(piece) ?? new Map());
      for (const [at, entry] of first ?? []) {
        const all = [entry, ...others.map((other) => other.get(at))];
        if (!all.every(Boolean)) continue;
        const value = worth * Math.min(...all.map((one) => one.worth));
        if (value > (found.get(at)?.[0] ?? 0)) found.set(at, [value, all.every((one) => one.names)]);
      }
    }
    return found;
  };

  /** How much a term of a query weighs: a rare word much, a week or a number little, an unknown word some. */
  const weigh = (term, count, isAlone) => {
    if (isAlone) return 1;
    if (term.said === "#weeks") return 0.5;
    if (term.single) return 0.3 * (count ? rarity(count) : 1);
    if (/^[\d.]+$/.test(term.said)) return count ? 0.5 : 0;
    if (count) return Math.max(0.4, rarity(count));
    if (!HAN.test(term.said)) return RAREST * 0.8;
    return RAREST * (term.said.length < 2 ? 0.25 : 0.6);
  };

  /** The terms of a query with their places and weights, and the sums over them. */
  const weighed = (terms) => {
    const sum = {
      score: new Float64Array(sections.length),
      share: new Float64Array(sections.length),
      names: new Float64Array(sections.length),
      all: 0,
      known: 0,
      heft: new Map(),
    };
    for (const term of terms) {
      const found = places(term);
      const weight = weigh(term, found.size, terms.length === 1);
      sum.all += weight;
      if ([...found.values()].some(([, names]) => names)) sum.known += weight;
      for (const [at, [value, names]] of found) {
        sum.score[at] += (weight * value) / (value + ENOUGH);
        sum.share[at] += weight;
        if (names) sum.names[at] += weight;
      }
      for (const [list, worth] of term.any) {
        for (const piece of list) {
          if (!(sum.heft.get(piece)?.weight > weight * worth))
            sum.heft.set(piece, { term, weight: weight * worth });
        }
      }
    }
    return sum;
  };

  const meaning = (phrase) =>
    language
      .terms(phrase)
      .filter((term) => !term.empty)
      .flatMap((term) => term.any[0]?.[0] ?? [stem(term.said)]);
  /** A section's own phrases, each as it stands and as the pieces that mean something; worked out when first asked for. */
  const phrasesOf = (section) => {
    section.phrases ??= [...section.own.split("|"), section.heading]
      .map(plain)
      .filter(Boolean)
      .map((phrase) => ({ phrase, own: [...new Set(meaning(phrase))], all: new Set(tokens(phrase)) }));
    return section.phrases;
  };

  /** How much of a query one phrase of the section's own says, from 0 to 1, where all of the phrase is asked for. */
  const whole = (section, { all, heft }, text, spaced) =>
    phrasesOf(section).reduce((best, { phrase, own }) => {
      const stands = spaced.includes(HAN.test(phrase) ? phrase : ` ${phrase} `)
        ? (EXACT * phrase.length) / text.length
        : 0;
      const meant =
        own.length && own.every((piece) => heft.has(piece))
          ? new Map(own.map((piece) => [heft.get(piece).term, heft.get(piece).weight]))
          : new Map();
      const said = [...meant.values()].reduce((sum, weight) => sum + weight, 0) / all;
      return Math.max(best, stands, said);
    }, 0);

  /** How alike a query and the nearest of a section's phrases are word for word, from 0 to 1: "do i need a" counts too. */
  const likeness = (section, said) =>
    phrasesOf(section).reduce((best, { all }) => {
      const both = [...all].filter((piece) => said.has(piece)).length;
      return Math.max(best, (2 * both) / (all.size + said.size));
    }, 0);

  /** Sections by how well they answer, the best first. */
  const ranked = (sum, text, spaced, isLoss) => {
    const said = new Set(tokens(text));
    return sections
      .map((section, at) => {
        const share = sum.share[at] / sum.all;
        return {
          section,
          names: sum.names[at] / sum.all,
          value: (sum.score[at] / sum.all) * (0.35 + 0.65 * share),
        };
      })
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value)
      .slice(0, LOOKED_AT)
      .map((one) => {
        const phrase = whole(one.section, sum, text, spaced);
        const late = one.section.isLoss && !isLoss ? LATER : 1;
        const isTerm = one.section.address.startsWith(index.entries);
        const worth = one.value + 0.5 * phrase + (isTerm ? 0 : ALIKE * likeness(one.section, said));
        return { ...one, phrase, late, value: worth * one.section.weight * late };
      })
      .sort((a, b) => b.value - a.value);
  };

  /** The list with one term of the glossary among its first; the others stand at its end. */
  const spread = (list) => {
    const terms = list.filter((one) => one.place && one.address.startsWith(index.entries)).slice(1);
    return [...list.filter((one) => !terms.includes(one)), ...terms];
  };

  const [absent, loss] = [index.absent, index.loss].map((phrases) => phrases.map(plain));
  const isSet = (phrase) => /\/| -/.test(phrase); // written as the signs are
  const absentSets = index.absent.filter(isSet).map(readPhrase);
  /** Whether a query says one of `words`: Chinese and phrases as they stand, an English word alone with or without an s. */
  const says = (terms, text, spaced, words) => {
    const said = new Set(
      terms.flatMap((term) => term.said.split(" ")).flatMap((one) => [one, one.replace(/s$/, "")]),
    );
    return words.some((one) => {
      if (HAN.test(one)) return text.includes(one);
      return one.includes(" ")
        ? spaced.includes(` ${one} `)
        : said.has(one) || said.has(one.replace(/s$/, ""));
    });
  };

  /** The sections that answer `query`, the first `pins` of them signs; none where the handbook has no answer, but `near` ones. */
  const find = (query) => {
    const reading = language.reading(query);
    const { terms, text } = reading;
    const full = terms.filter((term) => !term.empty);
    const spaced = ` ${text.replace(/[^\p{L}\p{N}#.]+/gu, " ").trim()} `;
    const where = seeker(reading);
    const byPhrase = pinned(where);
    const sum = weighed(full.length ? full : terms);
    const list = ranked(sum, text, spaced, says(terms, text, spaced, loss));
    const [best] = list;
    const isKnown = best && (best.phrase > 0.5 || (sum.known >= KNOWN * sum.all && best.names >= NAMED));
    const isAbsent =
      says(terms, text, spaced, absent) || absentSets.some((phrase) => explained(phrase, where).size);
    const answers = isKnown && !isAbsent;
    const pins = isAbsent ? byPhrase : amended(where, byPhrase, said(reading));
    const rest = answers
      ? list.filter((one) => one.value > 0.3 * one.late * best.value).map(({ section }) => section)
      : [];
    if (rest[0]?.isLedger && rest[1]) rest.splice(0, 2, rest[1], rest[0]);
    const found = [...pins, ...spread(rest.filter((one) => !pins.includes(one)))].slice(0, SHOWN);
    const near = found.length ? [] : list.filter((one) => one.names >= 0.25 && one.late === 1).slice(0, NEAR);
    return { found, pins: pins.length, reading, near: near.map(({ section }) => section) };
  };
  /** What a query says, for the fit of the weights: places of the weights, and pieces. */
  find.traits = (query) => {
    const reading = language.reading(query);
    const where = seeker(reading);
    return [traits(where, pinned(where)), said(reading)];
  };
  return find;
};
