// Search over the whole archive, in the browser: finds the few files of the index that a question needs (what they hold is
// told in daybook/publish/search), and puts what it finds in order of relevance, as daybook/ask does for the archive. The
// rules of the language (endings, words that stand for each other) are data of the index, the same that the archive uses.
// Enhances the form of search.html. A site that is served live has no such files: its index.json says so, and the site is asked,
// as it is without a script.

// -- words: the same rule as daybook/ask/words.py -----------------------------------------------------------------------

const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ς": "σ" };
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640]/g;
const POSSESSIVE = /['’ʼ]s(?![\p{L}\p{N}])/gu;
const INITIALS = /(?<![\p{L}\p{N}])(?:[a-z]\.){2,}/gu;
const GROUPED = /(?<=[0-9]),(?=[0-9]{3})/g;
const SLASHED = /(?<![0-9/])([0-9]{1,2})\/([0-9]{1,2})(?![0-9/])/g;
const SINGLE = "\\u0e01-\\u0e7f\\u0e81-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const INDIC = "\\u0900-\\u0963\\u0966-\\u0dff";
const WORD = new RegExp(`[0-9]+|[${SINGLE}]|(?:(?![0-9${SINGLE}])[\\p{L}\\p{N}${INDIC}])+`, "gu");
const LONGEST = 32;
const isWhole = (character) => new RegExp(`^[${SINGLE}]$`, "u").test(character);

export function words(text) {
  let lowered = text.toLowerCase().normalize("NFKD").replace(MARKS, "");
  lowered = lowered.replace(/[ßæœøđðłþıħς]/g, (letter) => LETTERS[letter]);
  lowered = lowered.replace(POSSESSIVE, "").replace(INITIALS, (found) => found.replaceAll(".", ""));
  lowered = lowered.replace(GROUPED, "").replace(SLASHED, "$1$2");
  return (lowered.match(WORD) || []).map((word) => [...word].slice(0, LONGEST).join(""));
}

// -- the language: the same steps as daybook/ask/stem.py and language.py, over the same tables --------------------------------

const C = "[^aeiou][^aeiouy]*";
const V = "[aeiouy][aeiou]*";
const SYLLABLE = new RegExp(`^(?:${C})?${V}${C}`);
const TWO_SYLLABLES = new RegExp(`^(?:${C})?${V}${C}${V}${C}`);
const ONE_SYLLABLE = new RegExp(`^(?:${C})?${V}${C}(?:${V})?$`);
const HAS_VOWEL = new RegExp(`^(?:${C})?[aeiouy]`);
const SHORT_END = new RegExp(`^${C}[aeiouy][^aeiouwxy]$`);
const SHORTEST = 3;

function cutFirst(word) {
  if (/ie[sd]$/.test(word)) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith("sses")) word = word.slice(0, -2);
  else if (word.endsWith("s") && !/[su]s$/.test(word)) word = word.slice(0, -1);
  if (word.endsWith("eed")) {
    if (SYLLABLE.test(word.slice(0, -3))) word = word.slice(0, -1);
  } else {
    for (const ending of ["ed", "ing"]) {
      const rest = word.slice(0, -ending.length);
      if (word.endsWith(ending) && rest.length >= SHORTEST && HAS_VOWEL.test(rest)) {
        word = mend(rest);
        break;
      }
    }
  }
  return word.length > 2 && word.endsWith("y") && HAS_VOWEL.test(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

function mend(rest) {
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/([^aeiouylsz])\1$/.test(rest)) return rest.slice(0, -1);
  return SHORT_END.test(rest) ? `${rest}e` : rest;
}

function cutFifth(word) {
  if (word.endsWith("e")) {
    const rest = word.slice(0, -1);
    if (rest.length < SHORTEST) return word;
    if (TWO_SYLLABLES.test(rest) || (ONE_SYLLABLE.test(rest) && !SHORT_END.test(rest))) word = rest;
  }
  return word.endsWith("ll") && TWO_SYLLABLES.test(word) ? word.slice(0, -1) : word;
}

export class Language {
  // `rules` are those of index.json; phrases are keyed by their words with spaces between.
  constructor(rules) {
    this.middle = [rules.endings.second, rules.endings.third];
    this.fourth = [...rules.endings.fourth].sort((a, b) => b.length - a.length);
    this.known = new Map();
    this.stop = new Set(rules.stop.split(" "));
    this.months = new Map();
    for (const names of [rules.months, rules.short_months]) names.split(" ").forEach((name, at) => this.months.set(name, at + 1));
    this.weights = rules.weights;
    this.others = new Map();
    for (const [name, isMutual] of [["near", false], ["places", true], ["same", true], ["forms", true]]) {
      for (const line of rules.alike[name].split("\n")) {
        const group = [...new Set(line.split(" ").map((item) => this.stems(item.replaceAll("_", " ")).join(" ")))];
        for (const one of isMutual ? group : group.slice(0, 1)) {
          for (const other of group) {
            if (other === one || other.split(" ").every((word) => this.stop.has(word))) continue;
            if (!this.others.has(one)) this.others.set(one, new Map());
            this.others.get(one).set(other, rules.weights[name]);
          }
        }
      }
    }
    this.longest = Math.max(...[...this.others.keys()].map((key) => key.split(" ").length));
  }

  stem(word) {
    if (!this.known.has(word)) this.known.set(word, this.cut(word));
    return this.known.get(word);
  }

  cut(word) {
    if (!/^[a-z]{3,}$/.test(word)) return word;
    let stem = cutFirst(word[0] === "y" ? `Y${word.slice(1)}` : word);
    for (const table of this.middle) {
      const step = table.find(([ending]) => stem.endsWith(ending));
      if (step && SYLLABLE.test(stem.slice(0, -step[0].length))) stem = stem.slice(0, -step[0].length) + step[1];
    }
    const ending = this.fourth.find((one) => stem.endsWith(one));
    if (ending) {
      const rest = stem.slice(0, -ending.length);
      if (TWO_SYLLABLES.test(rest) && (ending !== "ion" || /[st]$/.test(rest))) stem = rest;
    }
    return cutFifth(stem).toLowerCase();
  }

  stems(text) {
    return words(text).map((word) => this.stem(word));
  }
}

// -- a question: words, "phrases", -exclusions, dates; see daybook/ask/question.py, dates.py and notions.py -------------------------

const MOST_PARTS = 32;
const PART = /(?<!\S)(-?)(?:["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+))|["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)/g;

export function readQuestion(text) {
  const question = { words: [], phrases: [], without: [], begun: false };
  for (const found of [...text.slice(0, 1000).matchAll(PART)].slice(0, MOST_PARTS)) {
    const quoted = found[2] ?? found[4];
    const part = (quoted || found[3] || found[5] || "").trim().split(/\s+/).join(" ");
    const many = words(part).length;
    if (!many) continue;
    if (found[1]) question.without.push(part);
    else if (quoted && many > 1) question.phrases.push(part);
    else question.words.push(part);
    question.begun = !found[1] && quoted === undefined && /[\p{L}\p{N}*]$/u.test(text);
  }
  return question;
}

const DAY = 86_400_000;
const dayOf = (year, month, day) => {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? Math.floor(date / DAY) : null;
};

// A day, a month or a year as its first and last day, counted from 1970; null for what is none.
function span(year, month, day) {
  if (!month) return [dayOf(year, 1, 1), dayOf(year, 12, 31)];
  if (month > 12) return null;
  if (day === undefined) return [dayOf(year, month, 1), (month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1)) - 1];
  const one = day >= 1 ? dayOf(year, month, day) : null;
  return one === null ? null : [one, one];
}

export function findDates(typed, language) {
  const isYear = (part) => /^(?:19|20)[0-9]{2}$/.test(part);
  const read = (parts) => {
    const months = parts.map((part) => language.months.get(part));
    if (parts.length === 1) {
      const iso = /^([12][0-9]{3})-([01]?[0-9])(?:-([0-3]?[0-9]))?$/.exec(parts[0]);
      if (iso) return Number(iso[2]) ? span(Number(iso[1]), Number(iso[2]), iso[3] && Number(iso[3])) : null;
      const dotted = /^([0-3]?[0-9])\.([01]?[0-9])\.([12][0-9]{3})$/.exec(parts[0]);
      if (dotted) return Number(dotted[2]) ? span(Number(dotted[3]), Number(dotted[2]), Number(dotted[1])) : null;
      return isYear(parts[0]) ? span(Number(parts[0])) : null;
    }
    const year = parts.at(-1);
    if (!isYear(year) || !months.some(Boolean)) return null;
    if (parts.length === 2) return months[0] ? span(Number(year), months[0]) : null;
    const day = /^([0-3]?[0-9])(?:st|nd|rd|th)?$/.exec(months[0] ? parts[1] : parts[0]);
    return day && Boolean(months[0]) !== Boolean(months[1]) ? span(Number(year), months[0] || months[1], Number(day[1])) : null;
  };
  const found = [];
  for (let at = 0; at < typed.length; ) {
    let end = at + 1;
    for (const length of [3, 2, 1]) {
      const parts = typed.slice(at, at + length).map((part) => part.replace(/^[,.]+|[,.]+$/g, "").toLowerCase());
      const days = parts.length === length ? read(parts) : null;
      if (days) {
        end = at + length;
        found.push({ first: days[0], last: days[1], start: at, end });
        break;
      }
    }
    at = end;
  }
  return found;
}

// What is looked for: `ways` are phrases (lists of words without endings) with a weight each, the first as typed.
function waysOf(phrase, language) {
  const ways = new Map([[phrase.join(" "), 1]]);
  if (phrase.length > 1 && !language.others.has(phrase.join(" "))) ways.set(phrase.join(""), language.weights.forms);
  for (const [other, weight] of language.others.get(phrase.join(" ")) || []) if (!ways.has(other)) ways.set(other, weight);
  return [...ways].map(([key, weight]) => ({ phrase: key.split(" "), weight }));
}

export function findNotions(typed, language) {
  const dates = new Map(findDates(typed, language).map((date) => [date.start, date]));
  const cut = typed.map((part) => language.stems(part));
  const covered = new Set([...dates.values()].flatMap(({ start, end }) => typed.slice(start, end).map((_, at) => start + at)));
  const allCapitals = typed.every((part) => part === part.toUpperCase());
  let silent = new Set(
    typed.flatMap((part, at) => {
      if (cut[at].length !== 1 || !language.stop.has(part.toLowerCase())) return [];
      const isShortForm = part.length > 1 && part === part.toUpperCase() && language.others.has(cut[at][0]) && !allCapitals;
      return isShortForm ? [] : [at];
    }),
  );
  if (silent.size && !dates.size && silent.size === typed.length) silent = new Set();
  const notions = [];
  for (let at = 0; at < typed.length; ) {
    const date = dates.get(at);
    let end = at + 1;
    if (date) end = date.end;
    else {
      for (let last = Math.min(typed.length, at + language.longest); last > at + 1; last--) {
        if (cut.slice(at, last).some((_, one) => covered.has(at + one))) continue;
        if (language.others.has(cut.slice(at, last).flat().join(" "))) {
          end = last;
          break;
        }
      }
      if (end === at + 1 && silent.has(at)) {
        at++;
        continue;
      }
    }
    const phrase = cut.slice(at, end).flat();
    const ways = date ? [{ phrase, weight: 1 }] : waysOf(phrase, language);
    notions.push({ typed: typed.slice(at, end).join(" "), start: at, end, ways, first: date?.first ?? null, last: date?.last ?? null });
    at = end;
  }
  for (let at = 0; at + 1 < notions.length; at++) {
    const [left, right] = [notions[at], notions[at + 1]];
    if (left.first !== null || right.first !== null || left.end !== right.start) continue;
    if (left.ways[0].phrase.length + right.ways[0].phrase.length !== 2) continue;
    const whole = left.ways[0].phrase[0] + right.ways[0].phrase[0];
    if (whole.length > 3) for (const one of [left, right]) one.ways.push({ phrase: [whole], weight: language.weights.forms });
  }
  const named = new Set(notions.flatMap(({ start, end }) => typed.slice(start, end).map((_, at) => start + at)));
  return { notions, ignored: [...new Set(typed.filter((_, at) => silent.has(at) && !named.has(at)))] };
}

export function countSlips(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = null;
  let row = [...other, ""].map((_, at) => at);
  for (let at = 1; at <= one.length; at++) {
    const now = [at];
    for (let place = 1; place <= other.length; place++) {
      let cost = Math.min(row[place] + 1, now[place - 1] + 1, row[place - 1] + (one[at - 1] === other[place - 1] ? 0 : 1));
      if (before && place > 1 && one[at - 1] === other[place - 2] && one[at - 2] === other[place - 1]) {
        cost = Math.min(cost, before[place - 2] + 1);
      }
      now.push(cost);
    }
    if (Math.min(...now) > most) return most + 1;
    [before, row] = [row, now];
  }
  return row.at(-1);
}

// All that one slip of the pen makes of a word.
function oneSlip(word) {
  const letters = new Set("abcdefghijklmnopqrstuvwxyz");
  const found = new Set();
  for (let at = 0; at <= word.length; at++) {
    const [left, right] = [word.slice(0, at), word.slice(at)];
    if (right) found.add(left + right.slice(1));
    if (right.length > 1) found.add(left + right[1] + right[0] + right.slice(2));
    for (const letter of letters) {
      found.add(left + letter + right);
      if (right) found.add(left + letter + right.slice(1));
    }
  }
  found.delete(word);
  return [...found];
}

// -- postings: base-64 VLQ, see daybook/publish/search/leaves.py ---------------------------------------------------------

const DIGITS = new Uint8Array(128);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((digit, value) => {
  DIGITS[digit.charCodeAt(0)] = value;
});

const NAMES = 512; // from this place on stand the words of names: see daybook/publish/search/entries.py

// The entries of a term, rising; whether it stands in each one's headline; and, with `wantsPlaces`, where.
export function decode(postings, wantsPlaces = true) {
  const entries = [];
  const headlines = [];
  const places = [];
  let at = 0;
  const next = () => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const digit = DIGITS[postings.charCodeAt(at++)];
      value += (digit & 31) << shift;
      if (digit < 32) return value;
      shift += 5;
    }
  };
  let entry = 0;
  while (at < postings.length) {
    const head = next();
    entry += head >> 1;
    entries.push(entry);
    let count = head & 1 ? next() : 1;
    let place = next();
    headlines.push(place < NAMES);
    const found = wantsPlaces ? [place] : null;
    while (--count) {
      place += next();
      found?.push(place);
    }
    if (found) places.push(found);
  }
  return { entries, headlines, places };
}

// A word that is typed beyond its stem ("erupti" of "eruption"): the postings of the longest term that it begins with.
function longestBeginning(leaf, typed) {
  for (let length = typed.length - 1; length >= LEAST_STEM; length--) {
    const postings = leaf.get(typed.slice(0, length));
    if (postings !== undefined) return [postings];
  }
  return [];
}

const LEAST_STEM = 4; // letters
const EMPTY = { entries: [], headlines: [], places: [] };

// Lists of terms as one: entries each once, rising.
function union(lists) {
  const held = lists.filter((list) => list.entries.length);
  if (held.length < 2) return held[0] || EMPTY;
  const merged = new Map();
  for (const { entries, headlines } of held) {
    entries.forEach((entry, at) => merged.set(entry, merged.get(entry) || headlines[at]));
  }
  const entries = [...Uint32Array.from(merged.keys()).sort()];
  return { entries, headlines: entries.map((entry) => merged.get(entry)), places: [] };
}

// Entries in which the words of a phrase follow each other; null stands for a word that the index does not have.
function phrase(lists) {
  const first = lists.findIndex((list) => list !== null);
  if (first < 0) return EMPTY;
  const maps = lists.map((list) => list && new Map(list.entries.map((entry, at) => [entry, list.places[at]])));
  const entries = [];
  const headlines = [];
  for (const entry of lists[first].entries) {
    const start = maps[first].get(entry).find((place) =>
      maps.every((map, offset) => !map || map.get(entry)?.includes(place + offset - first)),
    );
    if (start === undefined) continue;
    entries.push(entry);
    headlines.push(start < NAMES);
  }
  return { entries, headlines, places: [] };
}

// The end of an event's address, where the index leaves it out; the same rule as daybook/publish/search/entries.py.
export function slugOf(headline) {
  return [...headline].slice(0, 139).join("").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

// -- an index ---------------------------------------------------------------------------------------------------------------

// Leaves that a beginning of a word may load from all shards together; "st" would load twenty. Above, the word is taken
// as it stands. Chosen with `python -m benchmarks.search` over an archive of 24 years.
const WIDEST = 8;
const NARROW = 2; // leaves that are loaded from one shard before it is known that they are wanted
// The least weight of the ways that are looked for first, then, where few events have all words at last: as typed, in other
// guises, of near meaning.
const TYPED = 1;
const STRONG = 0.8;

export class Index {
  constructor(folder, load = (url) => fetch(url)) {
    this.folder = folder;
    this.load = load;
    this.files = new Map();
    this.answers = new Map();
    this.pace = 1000; // milliseconds that the last file took
  }

  async file(name, read) {
    if (!this.files.has(name)) {
      const begun = performance.now();
      const loading = this.load(this.folder + name).then((answer) => {
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        this.pace = performance.now() - begun;
        return read(answer);
      });
      loading.catch(() => this.files.delete(name));
      this.files.set(name, loading);
    }
    return this.files.get(name);
  }

  async manifest() {
    return this.file("index.json", async (answer) => {
      const told = await answer.json();
      if (told.live) return told;
      for (const shard of told.shards) {
        shard.prefixes = new Set(shard.prefixes.split(" "));
        shard.epoch = dayOf(shard.first, 1, 1);
      }
      told.total = told.shards.reduce((sum, shard) => sum + shard.events, 0);
      told.language = new Language(told.language);
      return told;
    });
  }

  leaf(shard, prefix) {
    const exact = prefix.endsWith("~");
    const bare = exact ? prefix.slice(0, -1) : prefix;
    const first = !exact && /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/.test(bare) ? 0 : -1; // no file of Windows
    const name = [...bare].map((c, place) => (/[a-z0-9-]/.test(c) && place !== first ? c : `_${c.codePointAt(0).toString(16)}_`)).join("");
    return this.file(`${shard.name}/${name}${exact ? "~" : ""}.txt`, async (answer) => {
      const lines = (await answer.text()).split("\n");
      lines.pop();
      return new Map(lines.map((line) => line.split(" ", 2)));
    });
  }

  // The leaf that may hold a term, or with `open` all that may hold terms that begin with it.
  prefixesOf(shard, term, open) {
    if (!open && shard.prefixes.has(`${term}~`)) return [`${term}~`];
    const found = open ? [...shard.prefixes].filter((prefix) => prefix.startsWith(term)) : [];
    const letters = [...term];
    for (let length = letters.length; length > 0; length--) {
      const prefix = letters.slice(0, length).join("");
      if (shard.prefixes.has(prefix)) return found.includes(prefix) ? found : [prefix, ...found];
    }
    return found;
  }

  // Whether a word that is being typed counts as a beginning: where few enough leaves hold what begins so.
  opens(shards, word, isMarked) {
    if ([...word].length < 2) return false;
    const most = isMarked ? 8 * WIDEST : WIDEST;
    return shards.reduce((sum, shard) => sum + this.prefixesOf(shard, word, true).length, 0) <= most;
  }

  // Entries of a term, rising; with `wantsPlaces` where in each it stands. Kept: the next letter mostly asks for them again.
  postings(shard, term, open, wantsPlaces) {
    const key = [shard.name, term, open, wantsPlaces].join(" ");
    if (!this.answers.has(key)) {
      const answer = this.read(shard, term, open, wantsPlaces);
      answer.catch(() => this.answers.delete(key));
      this.answers.set(key, answer);
    }
    return this.answers.get(key);
  }

  async read(shard, term, open, wantsPlaces) {
    const leaves = await Promise.all(this.prefixesOf(shard, term, open).map((prefix) => this.leaf(shard, prefix)));
    const found = [];
    for (const leaf of leaves) {
      if (open) {
        leaf.forEach((postings, name) => name.startsWith(term) && found.push(postings));
        if (!found.length) found.push(...longestBeginning(leaf, term));
      }
      else if (leaf.has(term)) found.push(leaf.get(term));
    }
    const lists = found.map((postings) => decode(postings, wantsPlaces));
    return lists.length === 1 ? lists[0] : union(lists);
  }

  // Entries that hold a phrase; words that say nothing are not in the index, and may stand at their place.
  async holding(shard, words, stop) {
    if (words.length === 1) return this.postings(shard, words[0], false, false);
    return phrase(
      await Promise.all(words.map((word) => (stop.has(word) ? null : this.postings(shard, word, false, true)))),
    );
  }

  // Load what a question will need of a shard before it is known that it is wanted.
  prepare(shard, notions) {
    for (const { ways } of notions) {
      for (const word of ways[0].phrase) {
        const prefixes = this.prefixesOf(shard, word, false);
        if (prefixes.length <= NARROW) for (const prefix of prefixes) this.leaf(shard, prefix).catch(() => {});
      }
    }
  }

  // Terms of a shard that begin with some letters, as far as few enough leaves hold them.
  async names(shard, beginning) {
    const leaves = await Promise.all(this.prefixesOf(shard, beginning, true).slice(0, WIDEST).map((prefix) => this.leaf(shard, prefix)));
    return leaves.flatMap((leaf) => [...leaf.keys()].filter((name) => name.startsWith(beginning)));
  }

  // Words that were perhaps meant, best first: those of the leaves that would hold the word, by slips, then by events.
  async near(shards, typed, language) {
    const stem = language.stem(typed);
    const most = typed.length < 4 ? 0 : typed.length < 7 ? 1 : 2;
    const found = new Map();
    const slipped = new Set(most ? oneSlip(typed).map((word) => language.stem(word)) : []);
    for (const shard of most ? shards : []) {
      const leaves = await Promise.all(
        [...new Set([stem, typed].flatMap((word) => this.prefixesOf(shard, word, false)))].map((prefix) => this.leaf(shard, prefix)),
      );
      for (const leaf of leaves) {
        for (const [term, postings] of leaf) {
          if (term.length < 3 || term[0] === "=") continue;
          const slips = slipped.has(term) ? 1 : Math.min(countSlips(stem, term, most), countSlips(typed, term, most));
          if (slips <= most) found.set(term, { slips, weight: (found.get(term)?.weight || 0) + postings.length });
        }
      }
    }
    return [...found].sort(([a, one], [b, other]) => one.slips - other.slips || other.weight - one.weight || (a < b ? -1 : 1)).map(([term]) => term);
  }

  async entry(shard, number, places) {
    const day = new Date((shard.epoch + Math.floor(number / places)) * DAY).toISOString().slice(0, 10);
    const { at, events } = await this.file(`${shard.name}/${day}.json`, (answer) => answer.json());
    const [slug, headline, category, story, address] = events[number % places];
    return { day, address: at + (slug || slugOf(headline)), headline, category, story, storySlug: address || slugOf(story) };
  }
}

// -- what is found, in order: see daybook/ask/scores.py, where each number is explained ---------------------------------------------

const NAME = 0.65;
const SIDE_BY_SIDE = 0.35;
const COVERAGE = 2;
const NEWER = 0.04;
const WAVE = 10;
const ONSET = 1;
const SURE = 20;
const LIGHTEST = 0.5;
const MOST_OF = 0.5;
const MENDED = 0.9; // what a word in a mended spelling counts

const rarity = (total, holding) => Math.log(1 + (total - holding + 0.5) / (holding + 0.5));

// A question's answer, which grows with each shard that is added.
export class Found {
  constructor(query, told) {
    this.query = query;
    this.total = told.total;
    this.places = told.places;
    this.parts = [];
  }

  // Add a shard: for each notion a list for each of its ways; pairs of neighbours; which entries are allowed, if not all.
  add(shard, notions, pairs, allowed) {
    this.parts = this.parts.filter((part) => part.shard !== shard);
    this.parts.push({ shard, notions, pairs, allowed });
  }

  // Put all in order. Rows are [shard, entry], the best ones first.
  rank() {
    const { notions } = this.query;
    const [from, to] = [this.query.from, this.query.to];
    const most = new Float64Array(notions.length);
    const rare = notions.map((notion, at) => {
      let holding = 0;
      return this.classes(notion).map((weight) => {
        for (const { notions: lists } of this.parts) {
          holding += notion.ways.reduce((sum, way, place) => sum + (way.weight === weight ? lists[at][place].entries.length : 0), 0);
        }
        const value = rarity(this.total, Math.min(holding, this.total));
        if (holding) most[at] = Math.max(most[at], weight * value);
        return [weight, value];
      });
    });
    const whole = most.reduce((sum, value) => sum + value, 0);
    this.unknown = notions.filter((_, at) => !most[at]);
    const rows = [];
    for (const { shard, notions: lists, pairs, allowed } of this.parts) {
      const scores = new Map();
      const last = (shard.last + 1 < 10000 ? dayOf(shard.last + 1, 1, 1) : dayOf(9999, 12, 31) + 1) - shard.epoch;
      const first = Math.max(0, dayOf(Math.max(from, 1), 1, 1) - shard.epoch) * this.places;
      const end = Math.min(last, dayOf(Math.min(to, 9998) + 1, 1, 1) - shard.epoch) * this.places;
      if (!notions.length) for (const entry of allowed || []) if (entry >= first && entry < end) scores.set(entry, [0, 1, 0]);
      notions.forEach((notion, at) => {
        const best = new Map();
        for (const [weight, value] of rare[at]) {
          notion.ways.forEach((way, place) => {
            if (way.weight !== weight) return;
            const { entries, headlines } = lists[at][place];
            for (let one = 0; one < entries.length; one++) {
              const entry = entries[one];
              if (entry < first || entry >= end) continue;
              const worth = weight * value * (headlines[one] ? 1 : NAME);
              const said = weight >= STRONG ? 1 : 0.5 + weight / 2;
              const known = best.get(entry);
              if (!known) best.set(entry, [worth, said]);
              else {
                known[0] = Math.max(known[0], worth);
                known[1] = Math.max(known[1], said);
              }
            }
          });
        }
        for (const [entry, [worth, said]] of best) {
          const row = scores.get(entry);
          if (row) {
            row[0] += worth;
            row[1] += (most[at] * said) / whole;
            row[2]++;
          } else scores.set(entry, [worth, (most[at] * said) / whole, 1]);
        }
      });
      pairs.forEach(({ entries }, at) => {
        const [left, right] = this.query.pairs[at];
        for (const entry of entries) if (scores.has(entry)) scores.get(entry)[0] += SIDE_BY_SIDE * Math.min(most[left], most[right]);
      });
      const isAllowed = allowed && new Set(allowed);
      for (const [entry, [score, coverage, having]] of scores) {
        if (isAllowed && !isAllowed.has(entry)) continue;
        rows.push({ shard, entry, score, coverage, having, day: shard.epoch + Math.floor(entry / this.places) });
      }
    }
    const best = rows.reduce((most, row) => Math.max(most, row.coverage), 0);
    const wanted = notions.length - this.unknown.length;
    const enough = rows.filter((row) => row.coverage >= MOST_OF * best);
    this.complete = enough.filter((row) => row.having === wanted).length;
    this.isPartial = notions.length > 0 && (this.unknown.length > 0 || !this.complete);
    const kept = this.query.order !== "relevance" && !this.isPartial ? enough.filter((row) => row.having === wanted) : enough;
    if (this.query.order === "relevance" && notions.some((notion) => notion.first === null)) this.weigh(kept);
    const sign = this.query.order === "oldest" ? -1 : 1;
    const order = this.query.order === "relevance" ? (a, b) => b.score - a.score || b.day - a.day || a.entry - b.entry : (a, b) => sign * (b.day - a.day || b.entry - a.entry);
    this.rows = kept.sort(order);
    this.count = kept.length;
  }

  classes(notion) {
    return [...new Set(notion.ways.map((way) => way.weight))].sort((a, b) => b - a);
  }

  // Coverage, the beginning of the wave of news, and gently time.
  weigh(rows) {
    if (!rows.length) return;
    const days = new Map();
    for (const row of rows) if (row.coverage >= LIGHTEST) days.set(row.day, (days.get(row.day) || 0) + row.coverage ** 2);
    const ordered = [...days.keys()].sort((a, b) => a - b);
    const sums = [0];
    for (const day of ordered) sums.push(sums.at(-1) + days.get(day));
    const before = (day) => {
      let [low, high] = [0, ordered.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ordered[middle] < day) low = middle + 1;
        else high = middle;
      }
      return sums[low];
    };
    const height = (day) => Math.max(0, before(day + WAVE) - before(day) - (before(day) - before(day - WAVE)));
    const heights = new Map();
    for (const row of rows) if (!heights.has(row.day)) heights.set(row.day, height(row.day));
    const highest = Math.max(...heights.values(), 1e-9);
    const sure = Math.min(1, Math.log1p(sums.at(-1)) / Math.log1p(SURE));
    const [first, last] = [Math.min(...heights.keys()), Math.max(...heights.keys())];
    for (const row of rows) {
      row.score *= row.coverage ** COVERAGE * (1 + (NEWER * (row.day - first)) / Math.max(last - first, 1));
      row.score *= 1 + (ONSET * sure * heights.get(row.day)) / highest;
    }
  }

  slice(from, to) {
    return this.rows.slice(from, to);
  }

  years() {
    const counts = new Map();
    for (const { day } of this.rows) {
      const year = new Date(day * DAY).getUTCFullYear();
      counts.set(year, (counts.get(year) || 0) + 1);
    }
    return counts;
  }
}

// What a typed question and the filters beside it ask of an index. The last word is taken as a beginning too.
export function makeQuery(text, told, index, { filters = [], from = 0, to = 9999, sort = "best" } = {}) {
  const question = readQuestion(text);
  const typed = [...question.words, ...question.phrases];
  const { notions, ignored } = findNotions(typed, told.language);
  for (const notion of notions) notion.phrase = notion.ways[0].phrase;
  const last = notions.at(-1);
  const raw = last ? words(last.typed) : [];
  if (question.begun && !question.phrases.length && last?.end === typed.length && raw.length === 1 && last.first === null) {
    last.raw = raw[0];
    last.open = index.opens(told.shards, raw[0], text.endsWith("*"));
    if (last.open) last.ways.unshift({ phrase: raw, weight: 1 });
  }
  const stems = (texts) => texts.map((part) => told.language.stems(part));
  const pairs = notions.slice(1).map((_, at) => [at, at + 1]);
  const isBest = sort === "best";
  return {
    text,
    notions,
    ignored,
    pairs: pairs.filter(([left, right]) => notions[left].first === null && notions[right].first === null),
    phrases: stems(question.phrases),
    without: stems(question.without),
    filters,
    from,
    to,
    order: isBest ? (notions.length ? "relevance" : "newest") : sort,
  };
}

// Let words that nothing says be said by what was probably meant; return [typed, meant], null for what stays unknown.
export async function mendSpelling(index, found, told) {
  const { language } = told;
  const mended = [];
  for (const notion of found.unknown) {
    const parts = words(notion.typed);
    if (notion.first !== null || language.others.has(notion.phrase.join(" "))) continue;
    if (parts.length > 1) {
      for (const part of parts) notion.ways.push({ phrase: [language.stem(part)], weight: MENDED });
      mended.push([notion.typed, null]);
      continue;
    }
    for (let at = 2; at < parts[0].length - 1; at++) {
      const phrase = [parts[0].slice(0, at), parts[0].slice(at)].map((part) => language.stem(part));
      notion.ways.push({ phrase, weight: MENDED });
    }
    const [near] = await index.near(told.shards, parts[0], language);
    if (near) for (const { phrase, weight } of waysOf([near], language)) notion.ways.push({ phrase, weight: weight * MENDED });
    mended.push([notion.typed, near || null]);
  }
  return mended;
}

// Ask a shard for the ways of at least some weight. The word that is being typed counts as a beginning where `open` says so.
export async function ask(index, found, shard, told, least = 0) {
  const { notions, filters, without, phrases } = found.query;
  const { stop } = told.language;
  const lists = Promise.all(
    notions.map((notion) =>
      Promise.all(
        notion.ways.map((way, at) => {
          if (notion.first !== null && at === 0) return days(index, shard, notion, way, told);
          if (notion.open && at === 0) return index.postings(shard, way.phrase[0], true, false);
          if (way.weight < least) return EMPTY;
          return index.holding(shard, way.phrase, stop);
        }),
      ),
    ),
  );
  const pairs = Promise.all(
    found.query.pairs.map(([left, right]) => index.holding(shard, [...notions[left].phrase, ...notions[right].phrase], stop)),
  );
  const required = await Promise.all([
    ...filters.map((term) => index.postings(shard, term, false, false)),
    ...phrases.map((words) => index.holding(shard, words, stop)),
  ]);
  const barred = await Promise.all(without.map((words) => index.holding(shard, words, stop)));
  let allowed = null;
  for (const { entries } of required) {
    const held = new Set(entries);
    allowed = allowed === null ? entries : allowed.filter((entry) => held.has(entry));
  }
  const given = await lists;
  if (barred.some((list) => list.entries.length)) {
    const held = new Set(barred.flatMap((list) => list.entries));
    allowed = (allowed || [...new Set(given.flat().flatMap((list) => list.entries))]).filter((entry) => !held.has(entry));
  }
  found.add(shard, given, await pairs, allowed);
}

// The entries of a date's days: all that there may be, and those that say the date.
async function days(index, shard, notion, way, told) {
  const first = Math.max(notion.first - shard.epoch, 0);
  const last = Math.min(notion.last, dayOf(shard.last, 12, 31)) - shard.epoch;
  const said = await index.holding(shard, way.phrase, told.language.stop);
  if (first > last) return said;
  const [from, to] = [notion.first, notion.last].map((day) => new Date(day * DAY).toISOString().slice(0, 7).replace("-", ""));
  const dated = from === to ? await index.postings(shard, `=d:${from}`, false, false) : await index.postings(shard, `=d:${from.slice(0, 4)}`, true, false);
  const within = dated.entries.filter((entry) => entry >= first * told.places && entry < (last + 1) * told.places);
  return union([{ entries: within, headlines: within.map(() => true), places: [] }, said]);
}

// -- the page -----------------------------------------------------------------------------------------------------------------

const STEP = 20;
const FIRST = 3; // results shown at first: their files come in one round, over the six connections of old servers too
const REST = 120; // milliseconds until what fills the list up is loaded: who goes on typing has no use for it
const SETTLED = 250; // milliseconds until a letter that may begin a word is taken for a word
const TYPING = 700; // milliseconds until a reader who stops within a word is taken to have finished it
const FAST = 50; // milliseconds that a file takes on a line that is fast enough to wait for all
const STORIES = 5;
const SUGGESTED = 8; // names below the field while a reader types
const MET = 200; // names of stories of events found so far, that are remembered for it
const LOOKED_AT = 12; // best events whose stories are looked at
const COMMON = 0.25; // share of their scores that a story must have to be shown

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class SearchPage {
  constructor(form) {
    this.form = form;
    this.results = document.querySelector("[data-search-results]");
    this.status = document.querySelector("[data-search-status]");
    this.notes = document.querySelector("[data-search-notes]");
    this.stories = document.querySelector("[data-search-stories]");
    this.years = document.querySelector("[data-search-years]");
    this.words = form.dataset;
    this.language = form.dataset.locale.replaceAll("_", "-");
    this.number = new Intl.NumberFormat(this.language);
    this.index = new Index(form.dataset.index);
    this.turn = 0;
    this.met = [];
    this.restore();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
    form.addEventListener("input", (event) => {
      const { name, list } = event.target;
      if (list && (name === "q" || name === "story")) this.suggest(event.target, list).catch(() => {});
      this.run(event.target.name === "q");
    });
    addEventListener("popstate", () => {
      this.restore();
      this.run();
    });
    form.elements.q.addEventListener("focus", () => this.index.manifest().catch(() => {}), { once: true });
    this.run();
  }

  restore() {
    const asked = new URLSearchParams(location.search);
    for (const field of this.form.elements) {
      if (field.name && asked.has(field.name)) field.value = asked.get(field.name);
    }
    if (["from", "to", "category", "story", "sort"].some((name) => asked.has(name))) this.form.querySelector("details").open = true;
  }

  query(told) {
    const { q, from, to, category, sort, story } = this.form.elements;
    return makeQuery(q.value, told, this.index, {
      filters: [...(category.value ? [`=c:${category.value}`] : []), ...(story.value ? [`=t:${words(story.value).join("-")}`] : [])],
      from: Number(from.value) || 0,
      to: Number(to.value) || 9999,
      sort: sort.value,
    });
  }

  remember(query) {
    const told = new URLSearchParams();
    for (const field of this.form.elements) {
      if (field.name && field.value && field.value !== field.dataset.default) told.set(field.name, field.value);
    }
    const address = told.size ? `?${told}` : location.pathname;
    if (address !== location.search) history.replaceState(null, "", address);
    document.title = query.text ? `${query.text} – ${this.words.title}` : this.words.title;
  }

  // Names that a reader who types so far may be looking for, below the field: stories from the index's own terms; a live site
  // is asked, and knows articles, categories and outlets too. Who goes on typing has no use for them.
  async suggest(field, list) {
    const typed = field.value;
    if (words(typed).join("").length < 2) return list.replaceChildren();
    await pause(REST);
    if (typed !== field.value) return;
    const told = await this.index.manifest();
    const names = told.live ? await this.askNames(typed, list) : await this.findStories(typed);
    if (typed !== field.value) return;
    list.replaceChildren(...names.map((value) => Object.assign(document.createElement("option"), { value })));
  }

  async askNames(typed, list) {
    const address = new URL(`${this.form.dataset.index}../api/v1/suggest`, location.href);
    address.search = new URLSearchParams({ q: typed, size: SUGGESTED });
    const answer = await fetch(address);
    if (!answer.ok) return [];
    const { suggestions } = await answer.json();
    const told = list.id === "stories" ? suggestions.filter(({ kind }) => kind === "story") : suggestions;
    return [...new Set(told.map(({ name }) => name))];
  }

  // Those whose names begin so, and those of events found so far whose names hold the words.
  async findStories(typed) {
    const typedWords = words(typed);
    const told = await this.index.manifest();
    const found = await Promise.all(told.shards.map((shard) => this.index.names(shard, `=t:${typedWords.join("-")}`)));
    const met = this.met.filter((name) => {
      const its = words(name);
      return typedWords.every((word) => its.some((each) => each.startsWith(word)));
    });
    const plain = new Set(met.map((name) => words(name).join(" ")));
    const begun = [...new Set(found.flat())].sort().map((name) => name.slice(3).replaceAll("-", " "));
    return [...met, ...begun.filter((name) => !plain.has(name))].slice(0, SUGGESTED);
  }

  async run(isTyping = false) {
    const turn = ++this.turn;
    this.results?.setAttribute("aria-busy", "true");
    try {
      const told = await this.index.manifest();
      this.offer(told);
      if (turn !== this.turn) return;
      if (told.live) return await this.askSite(turn, isTyping);
      this.stemmer = told.language;
      const query = this.query(told);
      this.remember(query);
      const begun = query.notions.at(-1)?.raw;
      if (begun && [...begun].length === 1 && !isWhole(begun)) {
        this.index.prepare(told.shards[0], query.notions);
        await pause(SETTLED);
        if (turn !== this.turn) return;
      }
      if (query.notions.length || query.filters.length || query.phrases.length) await this.answer(turn, query, told, isTyping);
      else this.clear(query.ignored.length ? this.words.common : "");
    } catch (error) {
      if (turn === this.turn) this.clear(this.words.failed);
      console.warn(error);
    } finally {
      if (turn === this.turn) this.results?.setAttribute("aria-busy", "false");
    }
  }

  // A live site is asked itself: it answers with this very page and its results, which take the place of those shown.
  async askSite(turn, isTyping) {
    const isFirst = turn === 1;
    if (isFirst && this.form.hasAttribute("data-answered")) return;
    if (isTyping) await pause(SETTLED);
    if (turn !== this.turn) return;
    this.remember({ text: this.form.elements.q.value.trim() });
    const shown = document.querySelector("[data-search-found]");
    if (!location.search) {
      if (!isFirst) shown.replaceChildren();
      return;
    }
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) throw new Error(`${location.href}: ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn === this.turn) shown.replaceWith(page.querySelector("[data-search-found]"));
    } catch (error) {
      if (turn === this.turn) shown.replaceChildren(Object.assign(document.createElement("p"), { role: "status", textContent: this.words.failed }));
      console.warn(error);
    }
  }

  // Categories to choose from, and the one that the address asks for.
  offer(told) {
    const { category } = this.form.elements;
    if (category.options.length > 1) return;
    for (const [slug, name, events] of told.categories) category.add(new Option(`${name} (${events})`, slug));
    const asked = new URLSearchParams(location.search).get("category") || "";
    if (asked && !told.categories.some(([slug]) => slug === asked)) category.add(new Option(asked, asked));
    category.value = asked;
  }

  // The first shard is asked alone for the words as typed and, on a slow line, shown when it has a result; then the others
  // and other guises, so that their many kilobytes never wait on the line before its few; then, where few events have all
  // words, near meanings. Who goes on typing has no use for any of that.
  async answer(turn, query, told, isTyping) {
    const spans = told.shards.filter((shard) => shard.last >= query.from && shard.first <= query.to);
    if (query.order === "oldest") spans.reverse();
    const found = new Found(query, told);
    const askAll = async (shards, least) => {
      await Promise.all(shards.map((shard) => ask(this.index, found, shard, told, least)));
      if (turn === this.turn) found.rank();
    };
    await askAll(spans.slice(0, 1), TYPED);
    if (turn !== this.turn) return;
    for (const least of [STRONG, 0]) {
      if (this.index.pace > FAST) {
        if (found.count) await this.show(turn, found, true);
        if (found.count || (query.notions.at(-1)?.open && query.notions.length > 1)) await pause(isTyping ? TYPING : SETTLED);
        if (turn !== this.turn) return;
      }
      await askAll(spans, least);
      if (turn !== this.turn) return;
      if (found.complete >= STEP) break;
    }
    if (found.unknown.length && this.index.pace > FAST) {
      if (!found.count) await this.show(turn, found, false);
      if (isTyping) await pause(TYPING);
      if (turn !== this.turn) return;
    }
    const mended = await mendSpelling(this.index, found, told);
    if (mended.length) await askAll(spans, 0);
    if (turn !== this.turn) return;
    await this.show(turn, found, false, mended);
  }

  clear(message) {
    for (const part of [this.results, this.years, this.notes, this.stories]) part.replaceChildren();
    this.status.textContent = message;
  }

  // The first results at once, those that fill the list up after a moment; `more` says that others are still looked for.
  async show(turn, found, more, mended = []) {
    const [first, ...others] = this.entries(found, 0, FIRST);
    const begun = await first;
    if (turn !== this.turn) return;
    const message = found.count === 1 && !more ? this.words.one : this.words.found;
    this.status.textContent = (found.count ? message : this.words.none).replace("{count}", this.number.format(found.count) + (more ? "+" : ""));
    if (!more) this.tell(found, mended, begun);
    this.results.replaceChildren();
    if (first) this.results.append(this.item(begun, found));
    for (const entry of others) {
      const one = await entry;
      if (turn !== this.turn) return;
      this.results.append(this.item(one, found));
    }
    this.drawYears(found.years());
    if (more) return;
    if (this.index.pace > FAST) await pause(REST);
    if (turn !== this.turn) return;
    const rest = await Promise.all(this.entries(found, FIRST, STEP));
    if (turn !== this.turn) return;
    this.results.append(...rest.map((entry) => this.item(entry, found)));
    if (found.count > STEP) this.results.append(this.moreButton(turn, found));
    const best = await Promise.all(this.entries(found, 0, LOOKED_AT));
    if (turn === this.turn) this.drawStories(best, found);
  }

  // What became of the words: none is dropped in silence.
  tell(found, mended, best) {
    const { query } = found;
    const notes = [];
    const written = (term) => words(best?.headline || "").find((word) => this.stemmer.stem(word) === term) || term;
    const named = (template, list) => template.replace("{words}", list.join(", "));
    const spelt = mended.filter(([, meant]) => meant);
    if (spelt.length) {
      const meant = query.text.replace(/\S+/g, (part) => written(spelt.find(([typed]) => typed === part)?.[1]) || part);
      notes.push(named(this.words.corrected, [meant]));
    }
    const unknown = found.unknown.map((notion) => notion.typed);
    if (unknown.length) notes.push(named(this.words.unknown, unknown));
    if (query.ignored.length) notes.push(named(this.words.ignored, query.ignored));
    if (found.count && found.isPartial) notes.push(this.words.partial);
    else if (found.complete && found.complete < found.count) notes.push(this.words.complete.replace("{count}", this.number.format(found.complete)));
    this.notes.replaceChildren(...notes.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    for (const notion of query.notions.filter(({ first, last }) => first !== null && first === last)) {
      const day = new Date(notion.first * DAY);
      const link = document.createElement("a");
      link.href = `${this.words.days}${day.getUTCFullYear()}/${String(day.getUTCMonth() + 1).padStart(2, "0")}/${day.getUTCDate()}/index.html`;
      link.textContent = new Intl.DateTimeFormat(this.language, { dateStyle: "long", timeZone: "UTC" }).format(day);
      const line = document.createElement("p");
      line.append(link);
      this.notes.append(line);
    }
  }

  // Stories that the best events have in common, above them.
  drawStories(best, found) {
    const shares = new Map();
    const scores = found.slice(0, best.length).map((row) => Math.max(row.score, 1e-9));
    const whole = scores.reduce((sum, score) => sum + score, 0);
    best.forEach((entry, at) => {
      if (!entry.story) return;
      const known = shares.get(entry.story) || { share: 0, slug: entry.storySlug };
      known.share += scores[at] / whole;
      shares.set(entry.story, known);
    });
    const shown = [...shares].filter(([, { share }]) => share >= COMMON).sort(([, a], [, b]) => b.share - a.share);
    this.met = [...new Set([...shares.keys(), ...this.met])].slice(0, MET);
    const { q } = this.form.elements;
    if (document.activeElement === q) this.suggest(q, q.list).catch(() => {});
    this.stories.replaceChildren(
      ...(found.query.notions.length ? shown : []).slice(0, STORIES).map(([name, { slug }]) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("a"), { href: `${this.words.topics}${slug}.html`, textContent: name }));
        return item;
      }),
    );
  }

  // What stands at some places among the results, each as soon as its file is there.
  entries(found, from, to) {
    return found.slice(from, to).map(({ shard, entry }) => this.index.entry(shard, entry, found.places));
  }

  moreButton(turn, found) {
    const item = document.createElement("li");
    item.className = "search-more";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.words.more;
    let shown = STEP;
    button.addEventListener("click", async () => {
      const entries = await Promise.all(this.entries(found, shown, shown + STEP));
      if (turn !== this.turn) return;
      const items = entries.map((entry) => this.item(entry, found));
      shown += entries.length;
      item.before(...items);
      items[0].querySelector("a").focus();
      if (shown >= found.count) item.remove();
    });
    item.append(button);
    return item;
  }

  item(entry, found) {
    const item = document.createElement("li");
    const above = document.createElement("p");
    above.className = "search-above";
    const time = document.createElement("time");
    time.dateTime = entry.day;
    time.textContent = new Intl.DateTimeFormat(this.language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(entry.day));
    above.append(time);
    for (const name of [entry.category, entry.story]) {
      if (name) above.append(" · ", Object.assign(document.createElement("bdi"), { textContent: name }));
    }
    const link = document.createElement("a");
    link.href = `${entry.address}.html`;
    link.dir = "auto";
    this.mark(link, entry.headline, found);
    item.append(above, link);
    return item;
  }

  mark(link, headline, found) {
    const { notions } = found.query;
    const wanted = new Set(notions.flatMap((notion) => notion.ways.flatMap((way) => way.phrase)));
    const beginnings = notions.filter((notion) => notion.open).map((notion) => notion.raw);
    const fits = (word) => wanted.has(this.stemmer.stem(word)) || beginnings.some((beginning) => word.startsWith(beginning));
    for (const part of headline.split(/([\p{L}\p{N}\p{M}]+(?:['’,/.][\p{L}\p{N}\p{M}]+)*)/u)) {
      if (words(part).some(fits)) link.append(Object.assign(document.createElement("mark"), { textContent: part }));
      else link.append(part);
    }
  }

  drawYears(counts) {
    const { number } = this;
    const most = Math.max(...counts.values());
    const items = [...counts].sort().map(([year, count]) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.title = `${year}: ${number.format(count)}`;
      const bar = document.createElement("span");
      bar.className = "search-bar";
      bar.style.blockSize = `${Math.max(4, Math.round((48 * count) / most))}px`;
      const label = document.createElement("span");
      label.textContent = String(year);
      button.append(bar, label);
      button.setAttribute("aria-label", button.title);
      button.addEventListener("click", () => {
        this.form.elements.from.value = year;
        this.form.elements.to.value = year;
        this.run();
      });
      item.append(button);
      return item;
    });
    this.years.replaceChildren(...(counts.size > 1 ? items : []));
  }
}

if (typeof document !== "undefined") {
  const form = document.querySelector("form[data-index]");
  if (form) new SearchPage(form);
}
