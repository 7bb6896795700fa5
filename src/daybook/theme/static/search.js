// Search over the whole archive, in the browser: finds the few files of the index that a query needs (what they hold is
// told in daybook/publish/search), answers newest first, and shows each shard's answer as soon as it is there.
// Enhances the form of search.html; without it the page explains other ways to find events.

// -- words: the same rule as daybook/ask/words.py ---------------------------------------------------------------------

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
  lowered = lowered.replace(POSSESSIVE, "").replace(INITIALS, (found) => found.replaceAll(".", "")).replace(GROUPED, "").replace(SLASHED, "$1$2");
  return (lowered.match(WORD) || []).map((word) => [...word].slice(0, LONGEST).join(""));
}

// -- a query: words that must all stand, "phrases", -words that must not, and beginnings of words* ----------------------

export function parseQuery(text) {
  const clauses = [];
  for (const [, not, phrase, plain] of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const found = words(phrase ?? plain);
    if (found.length) {
      clauses.push({ words: found, not: not === "-", prefix: plain?.endsWith("*") ?? false, typed: false });
    }
  }
  const last = clauses.at(-1);
  if (last && /[\p{L}\p{N}]$/u.test(text) && !last.not) last.prefix = last.typed = true;
  return clauses;
}

// -- postings: base-64 VLQ, see daybook/publish/search/leaves.py ---------------------------------------------------------

const DIGITS = new Uint8Array(128);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((digit, value) => {
  DIGITS[digit.charCodeAt(0)] = value;
});

export function decode(postings, wantsPlaces = true) {
  const entries = [];
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
    const found = wantsPlaces ? [place] : null;
    while (--count) {
      place += next();
      found?.push(place);
    }
    if (found) places.push(found);
  }
  return { entries, places };
}

function union(lists) {
  if (lists.length === 1) return lists[0];
  const merged = new Map();
  for (const { entries, places } of lists) {
    entries.forEach((entry, index) => merged.set(entry, [...(merged.get(entry) || []), ...places[index]]));
  }
  const entries = [...merged.keys()].sort((a, b) => a - b);
  return { entries, places: entries.map((entry) => merged.get(entry)) };
}

// Entries of many lists, each once, rising.
function merged(lists) {
  const entries = new Set();
  for (const list of lists) for (const entry of list) entries.add(entry);
  return [...Uint32Array.from(entries).sort()];
}

function both(left, right) {
  const found = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) {
      found.push(left[i]);
      i++;
      j++;
    } else if (left[i] < right[j]) i++;
    else j++;
  }
  return found;
}

// Entries in which the words of a phrase follow each other; null stands for a word too common to be in the index.
function phrase(lists) {
  const first = lists.findIndex((list) => list !== null);
  const maps = lists.map((list) => list && new Map(list.entries.map((entry, index) => [entry, list.places[index]])));
  return lists[first].entries.filter((entry) =>
    maps[first].get(entry).some((start) =>
      maps.every((map, offset) => !map || (map.get(entry) || []).includes(start + offset - first)),
    ),
  );
}

// The end of an event's address, where the index leaves it out; the same rule as daybook/publish/search/entries.py.
export function slugOf(headline) {
  return [...headline].slice(0, 139).join("").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

const daysOf = (year) => (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 366 : 365);

// -- an index ---------------------------------------------------------------------------------------------------------------

// Leaves that a beginning of a word may load from all shards together; "st" would load twenty. Above, the word is taken
// as it stands. Chosen with `python -m benchmarks.search` over an archive of 24 years.
const WIDEST = 8;
const NARROW = 2; // leaves that are loaded from one shard before it is known that they are wanted

export class Index {
  constructor(folder, load = (url) => fetch(url)) {
    this.folder = folder;
    this.load = load;
    this.files = new Map();
    this.answers = new Map();
  }

  async file(name, read) {
    if (!this.files.has(name)) {
      const loading = this.load(this.folder + name).then((answer) => {
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
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
      for (const shard of told.shards) {
        shard.prefixes = new Set(shard.prefixes.split(" "));
        shard.stop = new Set(shard.stop);
      }
      return told;
    });
  }

  leaf(shard, prefix) {
    const exact = prefix.endsWith("~");
    const bare = exact ? prefix.slice(0, -1) : prefix;
    const name = [...bare].map((c) => (/[a-z0-9-]/.test(c) ? c : `_${c.codePointAt(0).toString(16)}_`)).join("");
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

  // Whether the last word of a clause counts as a beginning: where few enough leaves hold what begins so.
  opens(shards, clause) {
    const word = clause.words.at(-1);
    if (!clause.prefix || [...word].length < 2) return false;
    const most = clause.typed ? WIDEST : 8 * WIDEST;
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
      if (open) leaf.forEach((postings, name) => name.startsWith(term) && found.push(postings));
      else if (leaf.has(term)) found.push(leaf.get(term));
    }
    const lists = found.map((postings) => decode(postings, wantsPlaces));
    if (wantsPlaces) return lists.length ? union(lists) : { entries: [], places: [] };
    return { entries: lists.length === 1 ? lists[0].entries : merged(lists.map((list) => list.entries)) };
  }

  // Load what a query will need of a shard: the words that are typed whole, and with `begun` also what may become of the
  // last one, where that is in few leaves.
  prepare(shard, query, begun) {
    for (const { typed, words: whole } of query.clauses) {
      for (const [place, word] of whole.entries()) {
        const isBegun = typed && place === whole.length - 1;
        if (shard.stop.has(word) || (isBegun && !begun)) continue;
        const prefixes = this.prefixesOf(shard, word, isBegun);
        if (prefixes.length <= NARROW) for (const prefix of prefixes) this.leaf(shard, prefix).catch(() => {});
      }
    }
  }

  // Terms of a shard that begin with some letters, as far as few enough leaves hold them.
  async names(shard, beginning) {
    const leaves = await Promise.all(this.prefixesOf(shard, beginning, true).slice(0, WIDEST).map((prefix) => this.leaf(shard, prefix)));
    return leaves.flatMap((leaf) => [...leaf.keys()].filter((name) => name.startsWith(beginning)));
  }

  // Numbers of the entries of a shard that answer a query, rising; null where it asks for nothing that the index has.
  async find(shard, query) {
    const terms = [
      ...(query.category ? [`=c:${query.category}`] : []),
      ...(query.story ? [`=t:${query.story}`] : []),
    ].map((term) => this.postings(shard, term, false, false));
    const clauses = query.clauses.map((clause) =>
      Promise.all(
        clause.words.map((word, index) => {
          const open = clause.open && index === clause.words.length - 1;
          return shard.stop.has(word) ? null : this.postings(shard, word, open, clause.words.length > 1);
        }),
      ),
    );
    let found = null;
    const narrow = (entries) => (found = found === null ? entries : both(found, entries));
    for (const list of await Promise.all(terms)) narrow(list.entries);
    const barred = new Set();
    for (const [index, lists] of (await Promise.all(clauses)).entries()) {
      if (lists.every((list) => list === null)) continue;
      const entries = lists.length > 1 ? phrase(lists) : lists[0].entries;
      if (query.clauses[index].not) entries.forEach((entry) => barred.add(entry));
      else narrow(entries);
    }
    return found && found.filter((entry) => !barred.has(entry));
  }

  day(shard, number, places) {
    const day = new Date(Date.UTC(shard.first, 0, 1 + Math.floor(number / places)));
    return day.toISOString().slice(0, 10);
  }

  async entry(shard, number, places) {
    const day = this.day(shard, number, places);
    const { at, events } = await this.file(`${shard.name}/${day}.json`, (answer) => answer.json());
    const [slug, headline, category, story] = events[number % places];
    return { day, address: at + (slug || slugOf(headline)), headline, category, story };
  }
}

// -- what is found: entries of shards, in the order that the query asks for ---------------------------------------------------

class Found {
  constructor(query, places) {
    this.query = query;
    this.places = places;
    this.parts = [];
    this.count = 0;
  }

  // Add the rising numbers of a shard's entries, without those of years that are not asked for.
  add(shard, numbers) {
    const years = [];
    let day = 0;
    let start = 0;
    for (let year = shard.first; year <= shard.last; year++) {
      day += daysOf(year);
      let end = start;
      while (end < numbers.length && numbers[end] < day * this.places) end++;
      if (year >= this.query.from && year <= this.query.to) years.push([year, numbers.slice(start, end)]);
      start = end;
    }
    if (!this.query.oldest) years.reverse();
    for (const [year, within] of years) {
      if (!within.length) continue;
      this.parts.push([shard, year, within]);
      this.count += within.length;
    }
  }

  // The entries from one place to another, as [shard, number].
  slice(from, to) {
    const wanted = [];
    let at = 0;
    for (const [shard, , numbers] of this.parts) {
      for (let place = Math.max(0, from - at); place < numbers.length && at + place < to; place++) {
        wanted.push([shard, numbers[this.query.oldest ? place : numbers.length - 1 - place]]);
      }
      at += numbers.length;
    }
    return wanted;
  }

  years() {
    return new Map(this.parts.map(([, year, numbers]) => [year, numbers.length]));
  }
}

// -- the page -----------------------------------------------------------------------------------------------------------------

const STEP = 20;
const FIRST = 3; // results shown at first: their files come in one round, over the six connections of old servers too
const REST = 120; // milliseconds until what fills the list up is loaded: who goes on typing has no use for it
const SHORT = 3; // letters
const QUICK = 60; // milliseconds within which a shard answers whose files are at hand
const SETTLED = 250; // milliseconds until a letter that may begin a word is taken for a word

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class SearchPage {
  constructor(form) {
    this.form = form;
    this.results = document.querySelector("[data-search-results]");
    this.status = document.querySelector("[data-search-status]");
    this.years = document.querySelector("[data-search-years]");
    this.words = form.dataset;
    this.language = form.dataset.locale.replaceAll("_", "-");
    this.index = new Index(form.dataset.index);
    this.turn = 0;
    this.restore();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
    form.addEventListener("input", (event) => {
      if (event.target.name === "story") this.suggest(event.target.value).catch(() => {});
      this.run();
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

  query() {
    const { q, from, to, category, sort, story } = this.form.elements;
    return {
      text: q.value,
      clauses: parseQuery(q.value),
      from: Number(from.value) || 0,
      to: Number(to.value) || 9999,
      category: category.value,
      story: words(story.value).join("-"),
      oldest: sort.value === "oldest",
    };
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

  // Stories that begin with what is typed, from the index's own terms.
  async suggest(typed) {
    const beginning = words(typed).join("-");
    if (beginning.length < 2) return;
    const told = await this.index.manifest();
    const found = await Promise.all(told.shards.map((shard) => this.index.names(shard, `=t:${beginning}`)));
    const names = [...new Set(found.flat())].sort().slice(0, 30);
    document.getElementById("stories").replaceChildren(
      ...names.map((name) => Object.assign(document.createElement("option"), { value: name.slice(3).replaceAll("-", " ") })),
    );
  }

  async run() {
    const turn = ++this.turn;
    try {
      const told = await this.index.manifest();
      this.offer(told);
      if (turn !== this.turn) return;
      const query = this.query();
      this.remember(query);
      const begun = query.clauses.at(-1);
      if (begun?.typed && begun.words.length === 1 && /^[\p{L}\p{N}]$/u.test(begun.words[0]) && !isWhole(begun.words[0])) {
        if (query.clauses.length === 1) this.index.prepare(told.shards[0], query, true);
        await pause(SETTLED);
        if (turn !== this.turn) return;
      }
      if (query.clauses.length || query.category || query.story) await this.answer(turn, query, told);
      else this.clear("");
    } catch (error) {
      if (turn === this.turn) this.clear(this.words.failed);
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

  // Shards in the order of results. The first one is asked alone and shown when it has a result; then the others, so that
  // their many kilobytes never wait on the line before its few. Where it has none, the next one that has is shown.
  async answer(turn, query, told) {
    const spans = told.shards.filter((shard) => shard.last >= query.from && shard.first <= query.to);
    if (query.oldest) spans.reverse();
    for (const clause of query.clauses) clause.open = this.index.opens(told.shards, clause);
    const found = new Found(query, told.places);
    let asked = false;
    const take = async (shard) => {
      const numbers = await this.index.find(shard, query);
      asked ||= numbers !== null;
      return [shard, numbers || []];
    };
    const [first, ...others] = spans;
    if (first) found.add(...(await take(first)));
    if (turn !== this.turn) return;
    // A few letters that begin too many words: a reader who goes on typing needs none of the rest.
    const begun = query.clauses.at(-1);
    const isFragment = begun?.typed && !begun.open && [...begun.words.at(-1)].length <= SHORT;
    if (isFragment && query.clauses.length > 1 && others.length && !found.count) await pause(SETTLED);
    if (turn !== this.turn) return;
    if (found.count && others.length) {
      const shown = this.show(turn, query, found, true);
      if (!isFragment) for (const shard of others) this.index.prepare(shard, query, shard === others[0]);
      await shown;
      await pause(isFragment ? SETTLED : REST);
      if (turn !== this.turn) return;
    }
    const asking = [];
    let isShown = found.count > 0;
    for (const [place, shard] of others.entries()) {
      asking[place] ??= take(shard);
      if (isShown || !(await Promise.race([asking[place], pause(QUICK)]))) {
        for (let later = place + 1; later < others.length; later++) asking[later] ??= take(others[later]);
      }
      found.add(...(await asking[place]));
      if (turn !== this.turn) return;
      if (!isShown && found.count && place + 1 < others.length) {
        isShown = true;
        await this.show(turn, query, found, true);
        await pause(REST);
        if (turn !== this.turn) return;
      }
    }
    if (!asked && query.clauses.length) this.clear(this.words.common);
    else await this.show(turn, query, found, false);
  }

  clear(message) {
    this.results.replaceChildren();
    this.years.replaceChildren();
    this.status.textContent = message;
  }

  // The first results at once, those that fill the list up after a moment; `more` says that others are still looked for.
  async show(turn, query, found, more) {
    const present = this.shown === turn ? this.results.children.length : 0;
    const [first, ...others] = this.entries(found, present, FIRST);
    await first;
    if (turn !== this.turn) return;
    const number = new Intl.NumberFormat(this.language);
    const message = found.count === 1 && !more ? this.words.one : this.words.found;
    this.status.textContent = (found.count ? message : this.words.none).replace("{count}", number.format(found.count) + (more ? "+" : ""));
    if (!present) this.results.replaceChildren();
    this.shown = turn;
    if (first) this.results.append(this.item(await first, query));
    for (const entry of others) {
      const one = await entry;
      if (turn !== this.turn) return;
      this.results.append(this.item(one, query));
    }
    this.drawYears(found.years(), number);
    if (found.count <= FIRST || more) return;
    await pause(REST);
    if (turn !== this.turn) return;
    const rest = await Promise.all(this.entries(found, this.results.children.length, STEP));
    if (turn !== this.turn) return;
    this.results.append(...rest.map((entry) => this.item(entry, query)));
    if (found.count > STEP) this.results.append(this.moreButton(turn, query, found));
  }

  // What stands at some places among the results, each as soon as its file is there.
  entries(found, from, to) {
    return found.slice(from, to).map(([shard, number]) => this.index.entry(shard, number, found.places));
  }

  moreButton(turn, query, found) {
    const item = document.createElement("li");
    item.className = "search-more";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.words.more;
    let shown = STEP;
    button.addEventListener("click", async () => {
      const entries = await Promise.all(this.entries(found, shown, shown + STEP));
      if (turn !== this.turn) return;
      const items = entries.map((entry) => this.item(entry, query));
      shown += entries.length;
      item.before(...items);
      items[0].querySelector("a").focus();
      if (shown >= found.count) item.remove();
    });
    item.append(button);
    return item;
  }

  item(entry, query) {
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
    this.mark(link, entry.headline, query);
    item.append(above, link);
    return item;
  }

  mark(link, headline, query) {
    const wanted = query.clauses.filter((clause) => !clause.not);
    const fits = (word) =>
      wanted.some((clause) =>
        clause.words.some((one, index) =>
          clause.open && index === clause.words.length - 1 ? word.startsWith(one) : word === one,
        ),
      );
    for (const part of headline.split(/([\p{L}\p{N}\p{M}]+(?:['’,/][\p{L}\p{N}\p{M}]+)*)/u)) {
      if (words(part).some(fits)) link.append(Object.assign(document.createElement("mark"), { textContent: part }));
      else link.append(part);
    }
  }

  drawYears(counts, number) {
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
