// Reads what was typed: units, synonyms, spelling, pinyin, traditional characters. No page, no window: only words.
// A reading is a list of terms; a term is any of several words (or groups of words) that would answer it.
globalThis.handbookReading = (index) => {
  index.sections ??= index.columns[0].map((_, at) => index.columns.map((column) => column[at])); // sent by column
  const HAN = /[\u3400-\u9fff]/;
  const WORDS = /#?[\p{Script=Latin}\d]+(?:\.\d+)?/gu;

  /** A word without the endings that English adds: bleeds, bleeding; spotted, spotting; baby, babies. */
  const WHOLE = new Set(["care", "many", "plane", "planes"]); // without their endings a car, a man, a plan
  const stem = (word) => {
    if (WHOLE.has(word) || !/^[a-z]{4,}$/.test(word) || /(?:eed|ss|us|is)$/.test(word)) return word;
    const [, root, end] = /^(.{3,}?)(ies|ied|ing|ed|es|s|e|y)$/.exec(word) ?? [];
    if (!root) return word;
    return end === "ing" || end === "ed" ? root.replace(/([bdfgmnprt])\1$/, "$1") : root;
  };

  const folded = new Map([...index.old[0]].map((old, at) => [old, [...index.old[1]][at]]));
  /** One way of writing: half-width, small letters, no accents or apostrophes, simplified characters. */
  const plain = (text) =>
    [
      ...text
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .normalize("NFC")
        .toLowerCase()
        .replace(/['’‘`´]/g, ""),
    ]
      .map((one) => folded.get(one) ?? one)
      .join("");

  const CERVIX = /cervi|cerclage|stitch|scan|\bcl\b|颈|环扎|[B阴彩]超|超声/i; // what a number is a length beside
  const MEASURED = /^(?:cm|mm|length|short.*|measure.*|down|drop.*|[\u3400-\u9fff]*[宫短长剩缩降减量测查检小担紧险重掉])/;

  const NUMERAL = [..."零一二三四五六七八九"];
  /** A number of two figures or fewer: 1.8, 八, 十八, 二十五. */
  const number = (text) => {
    const [tens, ones] = /十/.test(text) ? text.split("十") : ["零", text];
    const one = (figure, without) => (figure ? NUMERAL.indexOf(figure === "两" ? "二" : figure) : without);
    return HAN.test(text) ? one(tens, 1) * 10 + one(ones, 0) : parseFloat(text);
  };
  const heat = (degrees) => (degrees >= 38 || degrees < 36 ? " #hot " : degrees >= 37.3 ? " #warm " : " ");
  /** A length as a word for all and one for the limits of the danger list: below 10 mm, and up to 25. */
  const length = (value, unit = "cm") => {
    const millimetres = number(value) * (/^(?:m|毫)/.test(unit) ? 1 : 10);
    return ` #mm ${millimetres < 10 ? "#tiny " : millimetres <= 25 ? "#short " : ""}`;
  };
  const LESS =
    /(?:less than|smaller than|under|below|<|不到|不足|小于|少于)\s*(?:10\s*(?:mm|毫米)|[1一](?:\.0)?\s*个?(?:cm|厘米|公分))/g;
  /** Lengths, weeks and temperatures as one word each: "1.8cm", "18 mm" and a bare "1.8" are all #mm. */
  const measured = (text) =>
    text
      .replace(LESS, " 9mm ")
      .replace(
        /(?<![\d.])(\d[\d.]*|[一二两三四五六七八九十]{1,3})(?:点\d)?\s*个?(mm|cm|milli\w*|centi\w*|毫米|厘米|公分)(?![a-z])/g,
        (_, value, unit) => length(value, unit),
      )
      .replace(
        /((?:cl|cervix|cervical length|宫颈[管长度只剩]*)\s*(?:is\s*)?)([1-5]?\d)(?!\s*(?:[\d.+%w周天度指次岁]|days|months|cm|mm|finger))/g,
        (_, before, value) => before + length(value, "mm"),
      )
      .replace(
        /(?<![\d.])(?:\d+(?:\s*\+\s*\d)?|[一二三四五六七八九十]+)\s*(?:w(?:ee)?ks?|w|周|星期)(?:\s*\+\s*\d|\d天)?(?![a-z])|(?<![\d.+])\d\d\+[0-6](?![\d.])/g,
        (found) => (parseInt(found, 10) >= 37 ? " #weeks #term " : " #weeks "),
      )
      .replace(/(?:三十|四十)[一二三四五六七八九]?(?=度)/g, (all) => number(all))
      .replace(/(?<=\d度)[一二三四五六七八九半]/g, (tenth) => (tenth === "半" ? 5 : number(tenth)))
      .replace(/(?<![\d.])(3[4-9]|4[0-2])\s*度\s*(\d)?/g, (_, whole, tenth) =>
        heat(parseFloat(`${whole}.${tenth ?? 0}`)),
      )
      .replace(/(?<![\d.])(3[4-9]|4[0-2])(\.\d+)?\s*(?:°\s*c?|c\b|degrees|度)/g, (_, whole, part) =>
        heat(number(whole + (part ?? ""))),
      )
      .replace(/(?<![\d.])(3[4-9]|4[0-2])\.\d+(?![\d.])/g, (found) => heat(parseFloat(found)))
      .replace(
        /(?<![\d.])(9[5-9]|10[0-8])(\.\d+)?\s*(?:°\s*f?|f\b)|(?<![\d.])(?:99|10[0-6])\.\d(?![\d.])/g,
        (found) => heat((parseFloat(found) - 32) / 1.8),
      )
      .replace(/(?<![\d.])[0-6]\.\d{1,2}(?![\d.])/g, (value, _, whole) =>
        isBare(whole) ? length(value) : value,
      );

  const skip = new Set([...index.skip, "#tiny", "#short", "#term"]);
  /** Whether a text speaks of nothing but a cervix, so that a number without a unit is its length. */
  const isBare = (text) => {
    if (CERVIX.test(text)) return true;
    const says = (word) => skip.has(word) || /^[#\d]/.test(word) || MEASURED.test(word);
    const words = text.match(/[#\p{Script=Latin}\d.+]+/gu) ?? [];
    const runs = text.match(/[\u3400-\u9fff]+/g) ?? [];
    return words.every(says) && runs.every((run) => cut(run).every(({ word }) => says(word)));
  };
  const known = new Map(); // every word of the texts and lists, with how often it stands there
  const note = (word, times = 1) => known.set(word, (known.get(word) ?? 0) + times);
  for (const word of index.skip) note(word);
  for (const word of index.absent) for (const part of word.match(WORDS) ?? []) note(part);

  // Synonyms. A group's words stand for one another; those of several words are looked for in the text first.
  const groups = index.same.map((group) => group.map(plain));
  const groupOf = new Map();
  const phrases = [];
  groups.forEach((group, at) => {
    for (const word of group) {
      if ((HAN.test(word) || /^[#a-z\d]+$/.test(word)) && !groupOf.has(stem(word)))
        groupOf.set(stem(word), at);
      if (HAN.test(word) || !/^[a-z\d]+$/.test(word)) phrases.push([word, at]);
      for (const part of word.match(WORDS) ?? []) note(part);
    }
  });
  const escaped = (word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const latin = phrases.filter(([word]) => !HAN.test(word)).sort(([a], [b]) => b.length - a.length);
  const LATIN = new RegExp(
    `(?<![\\p{L}\\d#])(?:${latin.map(([word]) => escaped(word)).join("|") || "(?!)"})(?![\\p{L}\\d])`,
    "gu",
  );
  const latinGroup = new Map(latin);

  /** Damerau-Levenshtein distance of two words, no further than `most`. */
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [],
      row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[b.length];
  };

  /** How a word sounds, roughly: vowels after the first letter say nothing. */
  const sound = (word) =>
    word
      .replace(/^ps|^s(?=[cy])/, "s")
      .replace(/ph/g, "f")
      .replace(/gh|(?<=[^aeiou])h/g, "")
      .replace(/c(?=[eiy])/g, "s")
      .replace(/[ckq]+/g, "k")
      .replace(/x/g, "ks")
      .replace(/z/g, "s")
      .replace(/j|g(?=[eiy])/g, "j")
      .replace(/(?!^)[aeiouyhw]/g, "")
      .replace(/^[aeiouy]/, "a")
      .replace(/(.)\1+/g, "$1");

  const alone = new Set(index.alone.split(" "));
  /** The known words nearest in spelling, the likeliest first; none for a short word or a common one. */
  const nearest = (word) => {
    const most = word.length >= 6 ? 2 : word.length >= 5 ? 1 : 0;
    if (!most || alone.has(word) || /\d/.test(word)) return [];
    const mine = sound(word),
      found = [];
    for (const [other, times] of known) {
      if (other.length < 4 || !/^[a-z]+$/.test(other)) continue;
      const steps = distance(word, other, most);
      const alike = sound(other) === mine;
      if (steps > most || (steps === 2 && !(alike || (word.length > 6 && other[0] === word[0])))) continue;
      found.push([other, steps - (alike ? 0.5 : 0) - Math.min(times, 50) / 1000]);
    }
    found.sort((a, b) => a[1] - b[1]);
    return found
      .filter(([, cost]) => cost < found[0][1] + 0.4)
      .slice(0, 3)
      .map(([other]) => other);
  };

  /** All ways to say a known word: its synonyms weigh a little less. */
  const members = (group, except) =>
    groups[group].map((word) => [tokens(word), stem(word) === except ? 1 : 0.8]);
  const tokens = (text) => {
    const words = (text.match(WORDS) ?? []).map(stem);
    return words.concat((text.match(/[\u3400-\u9fff]+/g) ?? []).flatMap(han));
  };
  /** The pieces of a Chinese word that texts are searched for: pairs of characters, or the one it has. */
  const han = (word) => (word.length < 2 ? [word] : [...word].slice(1).map((one, at) => word[at] + one));
  const term = (word, group = groupOf.get(stem(word))) => ({
    said: word,
    words: groups[group],
    any: group === undefined ? [[tokens(word), 1]] : members(group, stem(word)),
  });

  const TINY = /^(?:i|a|is|im|in|my|of|on|no|not|to|it|its|am|at|up|the|and|can|has|how|out|go|do|me|be|or|for|was|hot|cut|wet|bed|pad|fit|hit|job|sex|wee|pee)$/;
  const SHORT = /^(?:my|the|and|for|with|not|can|has|have|is|what|when|how|still|cant|wont)$/; // run together with the next word
  const splits = (word) => {
    for (let at = 2; at <= word.length - 3; at += 1) {
      const parts = [word.slice(0, at), word.slice(at)];
      if (!parts.every((part) => known.has(part))) continue;
      if (parts.every((part) => part.length > 2 && !skip.has(part))) return parts;
      if (SHORT.test(parts[0]) && parts[1].length > 3 && !skip.has(parts[1])) return [parts[1]];
    }
  };
  /** Several words run together (mywatersbroke), where all of them are known. */
  const manySplits = (word) =>
    word.length < 9
      ? undefined
      : path(word.length, (at) =>
          [...Array(Math.min(word.length - at, 14)).keys()]
            .map((step) => [at + step + 1, word.slice(at, at + step + 1)])
            .filter(([, part]) => part.length > 3 || TINY.test(part))
            .filter(([, part]) => known.has(part))
            .map(([end, part]) => [end, part.length ** 2 - 1, part]),
        );
  /** Two words run together of which one is misspelt. */
  const misspeltSplits = (word) => {
    for (let at = 4; at <= word.length - 4; at += 1) {
      const parts = [word.slice(0, at), word.slice(at)];
      if (!parts.some((part) => known.get(part) > 2 && !skip.has(part))) continue;
      const mended = parts.map((part) => (known.has(part) ? part : nearest(part)[0]));
      if (mended.every((part) => part && !skip.has(part))) return mended;
    }
  };

  /** One English word as a term: known, run together, misspelt, not yet typed to its end, or unknown. */
  const read = (word, isLast) => {
    const common = known.get(word) ?? known.get(stem(word)) ?? 0;
    if (groupOf.has(stem(word)) || word[0] === "#" || common > 2) return [term(word)];
    const likelier =
      common && word.length > 7
        ? nearest(word).find((other) => known.get(other) > 9 && stem(other) !== stem(word))
        : undefined;
    if (common) return [likelier ? { ...term(likelier), typed: word } : term(word)];
    const parts = splits(word) ?? manySplits(word);
    if (parts) return parts.map((part) => ({ ...term(part), empty: skip.has(part) }));
    const begun =
      isLast && word.length > 2 ? [...known.keys()].filter((other) => other.startsWith(word)) : [];
    begun.sort((a, b) => known.get(b) - known.get(a));
    const near = begun.length ? begun.slice(0, 4) : nearest(word);
    if (!near.length) {
      const mended = misspeltSplits(word);
      return mended ? mended.map((part) => term(part)) : [{ said: word, any: [], strange: true }];
    }
    const all = near.map((other) => term(other));
    return [
      {
        said: near[0],
        typed: word,
        any: all.flatMap((one, at) => one.any.map(([list, worth]) => [list, worth * (0.95 - at * 0.1)])),
      },
    ];
  };

  /** The terms of a text in Latin letters. */
  const english = (text) => {
    const found = [];
    const rest = text.replace(LATIN, (phrase) => {
      found.push({
        said: phrase,
        words: groups[latinGroup.get(phrase)],
        any: members(latinGroup.get(phrase), phrase),
      });
      return ` \u0001${found.length - 1} `;
    });
    const words = rest.match(/\u0001\d+|#?[\p{Script=Latin}\d]+(?:\.\d+)?/gu) ?? [];
    return words.flatMap((word, at) => {
      if (word[0] === "\u0001") return [found[word.slice(1)]];
      const both = word + (words[at + 1] ?? "");
      if (both !== word && (!skip.has(word) || both.length > 6) && word.length > 1 && known.has(both)) {
        words[at + 1] = "\u0002";
        return [term(both)];
      }
      if (word === "\u0002") return [];
      return read(word, at === words.length - 1).map((one) => ({ empty: skip.has(word), ...one }));
    });
  };

  /** One spelling for sounds that many people do not tell apart: zh z, ch c, sh s, ng n. */
  const blurred = (syllable) => syllable.replace(/^([zcs])h/, "$1").replace(/ng$/, "n");

  // Chinese: a lexicon of the words that texts and lists hold, and what they sound like.
  const lexicon = new Map(),
    bySound = new Map(),
    byLetters = new Map();
  const soundOf = new Map(),
    syllables = new Set();
  const sounds = index.sounds.map((group) => group.split(" "));
  const putSound = (syllable, characters) => {
    for (const one of characters) soundOf.set(one, [...(soundOf.get(one) ?? []), syllable]);
  };
  /** The common characters of GB/T 2312, level 1, in the order of their sounds: browsers know the standard. */
  const common = () => {
    const codes = [...Array(40 * 94).keys()].flatMap((at) => [0xb0 + Math.floor(at / 94), 0xa1 + (at % 94)]);
    return [...new TextDecoder("gb18030").decode(new Uint8Array(codes))];
  };
  if (index.common) {
    const characters = common();
    for (const [, syllable, count] of index.common.matchAll(/([a-z]+)(\d+)/g)) {
      putSound(syllable, characters.splice(0, Number(count)));
      syllables.add(blurred(syllable));
    }
  }
  for (const [syllable, characters] of sounds) {
    putSound(syllable, characters);
    syllables.add(blurred(syllable));
  }
  const readings = (word) =>
    [...word].reduce(
      (all, one) => {
        const sounds = [...new Set((soundOf.get(one) ?? ["?"]).map(blurred))];
        return all.flatMap((before) => sounds.map((next) => [...before, next])).slice(0, 4);
      },
      [[]],
    );
  const put = (map, key, word) => map.get(key)?.push(word) ?? map.set(key, [word]);
  const LONGEST = 4; // characters of a listed phrase that is a word of its own, as in search_lexicon.py
  const lists = [index.same, index.absent, index.loss, index.sections.map((row) => row[3])];
  lists.push(...index.signs.map(([, phrases]) => phrases), ...Object.values(index.classes));
  const listed = (lists.flat(2).join("|").match(/[\u3400-\u9fff]+/g) ?? []).filter(
    (word) => word.length > 1 && word.length <= LONGEST,
  );
  for (const word of [...listed, ...index.lexicon]) lexicon.set(word, lexicon.size);
  /** The signs of two parts as one word each (羊水破), to be known by their sound. */
  const joined = () =>
    index.signs
      .flatMap(([, phrases]) => phrases)
      .map((phrase) => phrase.split(" ").filter((part) => part[0] !== "-"))
      .filter((parts) => parts.length === 2 && !parts.join("").includes("@"))
      .map((parts) => parts.map((part) => part.split("/")))
      .flatMap(([first, last]) => first.flatMap((one) => last.map((other) => one + other)))
      .filter((word) => word.length <= 6 && /^[\u3400-\u9fff]+$/.test(word));
  const urgent = new Set(
    [...index.signs.flatMap(([, phrases]) => phrases), ...Object.values(index.classes).flat()].flatMap(
      (one) => one.split(/[ /]/),
    ),
  );
  /** What people look for, by its sound and by the first letters of its sound; made when first asked for. */
  const heard = () => {
    if (bySound.size) return;
    const grouped = [...groupOf.keys()].filter((word) => HAN.test(word)); // likelier than a word that is only in a phrase
    const missing = new Set(index.absent);
    for (const word of new Set([...grouped, ...listed, ...index.lexicon.slice(0, index.own), ...joined()])) {
      for (const reading of word.length < 2 || missing.has(word) ? [] : readings(word)) {
        put(bySound, reading.join(""), word);
        put(byLetters, reading.map((one) => one[0]).join(""), word);
      }
    }
    const asked = index.sections.flatMap((row) => [...row[3].split("|"), row[2]]);
    for (const phrase of new Set(asked.filter((one) => /^[\u3400-\u9fff]{3,10}$/.test(one)))) {
      const [reading] = readings(phrase);
      put(byLetters, reading.map((one) => one[0]).join(""), phrase);
    }
  };
  for (const word of [...groupOf.keys()])
    if (HAN.test(word) && !lexicon.has(word)) lexicon.set(word, lexicon.size);
  for (const word of index.skip) if (HAN.test(word) && !lexicon.has(word)) lexicon.set(word, lexicon.size);

  // A word and what says nothing after or before it (环扎后) is no word of its own.
  const isWord = (one) => groupOf.has(one) && one.length > 1;
  for (const one of [...lexicon.keys()]) {
    if (groupOf.has(one) || one.length < 3) continue;
    if ((skip.has(one.at(-1)) && isWord(one.slice(0, -1))) || (skip.has(one[0]) && isWord(one.slice(1))))
      lexicon.delete(one);
  }

  /** The best way through `length` places: `steps(at)` gives [end, score, value]. */
  const path = (length, steps) => {
    const best = [[0, []]];
    for (let at = 0; at < length; at += 1) {
      for (const [end, score, value] of best[at] ? steps(at) : []) {
        const sum = best[at][0] + score;
        if (!best[end] || sum > best[end][0]) best[end] = [sum, [...best[at][1], value]];
      }
    }
    return best[length]?.[1];
  };

  const cut = (run) =>
    path(run.length, (at) => {
      const isWord = skip.has(run[at]) || groupOf.has(run[at]);
      const steps = [[at + 1, isWord ? 1 : 0, { word: run[at], strange: !isWord }]];
      for (let end = at + 2; end <= Math.min(run.length, at + 8); end += 1) {
        const word = run.slice(at, end);
        if (lexicon.has(word)) steps.push([end, (end - at) ** 2, { word }]);
      }
      return steps;
    });

  const texts = index.sections.map((row) => row.slice(2, 5).join("|")).join("|");
  /** Words of one sound, the likeliest first: those with a group, then those that stand oftenest in the texts. */
  const likeliest = (words = []) => {
    if (words.length < 2 || words.sorted) return words;
    const worth = new Map(
      words.map((word) => [word, texts.split(word).length + (groupOf.has(word) ? texts.length : 0)]),
    );
    words.sort((one, other) => worth.get(other) - worth.get(one));
    return Object.assign(words, { sorted: true });
  };

  /** The run with wrong characters of the right sound put right, where the words it holds do not explain it. */
  const mended = (run) => {
    if (!cut(run).some(({ word }) => word.length < 2 && !skip.has(word))) return run;
    heard();
    return path(run.length, (at) => {
      const steps = [[at + 1, 0, run[at]]];
      for (let end = at + 2; end <= Math.min(run.length, at + 8); end += 1) {
        const word = run.slice(at, end);
        if (lexicon.has(word)) steps.push([end, (end - at) ** 2, word]);
        else {
          const other = likeliest(bySound.get(readings(word)[0].join("")))[0];
          const kept = other
            ? [...other].filter((one, place) => one === word[place] && !skip.has(one)).length
            : 0;
          const isSure =
            word.length > 2 || ![...word].some((one, place) => one !== other?.[place] && skip.has(one));
          const isMeant = [...word].some((one, place) => one !== other?.[place] && groupOf.has(one)); // 药, not 要
          if (other?.length === word.length && isSure && !isMeant && (kept || word.length > 3))
            steps.push([end, (end - at) ** 2 * (0.4 + (0.2 * kept) / word.length), other]);
        }
      }
      return steps;
    }).join("");
  };

  /** Chinese for letters that are pinyin, whole or initials; nothing where they are not. */
  const spoken = (letters, whole) => {
    heard();
    const key = (text) => text.replace(/([zcs])h/g, "$1").replace(/ng(?![aeiou])/g, "n");
    let lost = 0;
    const words = path(letters.length, (at) => {
      const steps = [[at + 1, -2, ""]];
      for (let end = at + 2; end <= Math.min(letters.length, at + 24); end += 1) {
        const word =
          likeliest(bySound.get(key(letters.slice(at, end))))[0] ??
          (syllables.has(key(letters.slice(at, end))) ? "·" : undefined);
        const usual = groupOf.has(word) ? 3 : urgent.has(word) ? 2.5 : 0;
        if (word) steps.push([end, word === "·" ? -0.5 : (end - at) * 1.2 - 1 + usual, word]);
      }
      return steps;
    });
    for (const word of words) lost += word === "" ? 1 : 0;
    if (lost <= letters.length / 6 && words.some((word) => word.length > 1))
      return [words.map((word) => (word.length > 1 ? word : "")).join("")];
    if (!whole) return [];
    const first = letters.replace(/([zcs])h/g, "$1");
    const found = likeliest(byLetters.get(first) ?? byLetters.get(first.replace(/(?:l|m|ne|zmb|zb)$/, ""))); // 了, 吗, 呢, 怎么办, 咋办
    return found.length ? [found.slice(0, 2).join("|")] : []; // few letters fit several words
  };

  /** Latin letters in a Chinese text: a word of the texts, else pinyin. */
  const foreign = (text) =>
    text.replace(/[a-z]+(?:[ '][a-z]+)*/g, (run) => {
      if (!index.sounds.length) return run;
      const words = run.split(/[ ']/);
      if (words.every((word) => known.has(word) || known.has(stem(word)) || groupOf.has(stem(word))))
        return run;
      const [chinese] = spoken(words.join(""), words.length === 1);
      return chinese ?? run;
    });

  const singles = (word) =>
    word.length < 2
      ? []
      : [...word].filter((one) => !skip.has(one)).map((one) => ({ word: one, single: true }));
  /** The terms of a Chinese run; characters that make no known word are looked for together and one by one. */
  const chinese = (run) =>
    cut(lexicon.has(run) ? run : run.replace(/([^是有能会要可该])[不没]\1/g, "$1")) // 查不查: 查
      .reduce((all, one) => {
        if (one.strange && all.at(-1)?.strange) all.at(-1).word += one.word;
        else all.push({ ...one });
        return all;
      }, [])
      .flatMap((one) => (one.strange ? [one, ...singles(one.word)] : [one]))
      .map(({ word, strange, single }) => {
        const group = groupOf.get(word);
        return {
          said: word,
          words: groups[group],
          any: group === undefined ? [[han(word), 1]] : members(group, word),
          strange,
          single,
          empty: skip.has(word),
        };
      });

  /** Several words that the same letters may mean, as one term. */
  const either = (words) => {
    const all = words.map(chinese).flat();
    return { said: words[0], words, any: all.flatMap((one) => one.any) };
  };

  /** The terms of a text that is written plainly. */
  const terms = (text) =>
    (text.match(/[\u3400-\u9fff|]+|[^\u3400-\u9fff|]+/g) ?? []).flatMap((part) => {
      if (!HAN.test(part)) return english(part);
      return part.includes("|") ? [either(part.split("|").filter(Boolean))] : chinese(part);
    });

  /** Chinese with each character apart (羊 水 破 了), as one word. */
  const together = (text) =>
    /(?<![^ ])[\u3400-\u9fff](?![^ ])/.test(text)
      ? text.replace(/(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])/g, "")
      : text;

  /** What was typed, read: its text as understood, its terms, and whether that is something else than was typed. */
  const reading = (query) => {
    const typed = together(plain(query).trim());
    let text = measured(typed.replaceAll("|", " ")).replace(/\s+/g, " ").trim();
    if (index.sounds.length) text = foreign(text).replace(/[\u3400-\u9fff]+/g, mended);
    const found = terms(text);
    const changed = found.some((one) => one.typed) || measured(typed).replace(/\s+/g, " ").trim() !== text;
    const shown = HAN.test(text) ? text.replaceAll("|", "、") : found.map((one) => one.said).join(" ");
    return { text, terms: found, changed, shown };
  };
  return { reading, terms, plain, stem, tokens, han, note, known, skip, groupOf, HAN, WORDS };
};
