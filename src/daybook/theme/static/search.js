// Search over the whole archive, in the browser: finds the few files of the index that a query needs (what they hold is
// told in daybook/publish/search), answers newest first, and shows each shard's answer as soon as it is there.
// Enhances the form of search.html; without it the page explains other ways to find events.

// -- words: the same rule as daybook/publish/search/words.py ----------------------------------------------------------

const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ς": "σ" };
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640]/g;
const POSSESSIVE = /['’ʼ]s(?![\p{L}\p{N}])/gu;
const GROUPED = /(?<=[0-9]),(?=[0-9]{3})/g;
const SINGLE = "\\u0e01-\\u0e7f\\u0e81-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const INDIC = "\\u0900-\\u0963\\u0966-\\u0dff";
const WORD = new RegExp(`[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}${INDIC}])+`, "gu");
const LONGEST = 32;

export function words(text) {
  let lowered = text.toLowerCase().normalize("NFKD").replace(MARKS, "");
  lowered = lowered.replace(/[ßæœøđðłþıħς]/g, (letter) => LETTERS[letter]);
  lowered = lowered.replace(POSSESSIVE, "").replace(GROUPED, "");
  return (lowered.match(WORD) || []).map((word) => [...word].slice(0, LONGEST).join(""));
}

// -- a query: words that must all stand, "phrases", -words that must not, and beginnings of words* ----------------------

export function parseQuery(text) {
  const clauses = [];
  for (const [, not, phrase, plain] of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const found = words(phrase ?? plain);
    if (found.length) {
      clauses.push({ words: found, not: not === "-", prefix: phrase === undefined && plain.endsWith("*") });
    }
  }
  const last = clauses.at(-1);
  if (last && /[\p{L}\p{N}]$/u.test(text) && !last.not) last.prefix = true;
  return clauses;
}

// -- postings: base-64 VLQ, see daybook/publish/search/leaves.py ---------------------------------------------------------

const DIGITS = new Uint8Array(128);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((digit, value) => {
  DIGITS[digit.charCodeAt(0)] = value;
});

export function decode(postings) {
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
    const count = head & 1 ? next() : 1;
    const found = [next()];
    while (found.length < count) found.push(found.at(-1) + next());
    entries.push(entry);
    places.push(found);
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

// -- an index ---------------------------------------------------------------------------------------------------------------

const WIDEST = 8; // leaves that a beginning of a word may load; "st" alone would load dozens

export class Index {
  constructor(folder, load = (url) => fetch(url)) {
    this.folder = folder;
    this.load = load;
    this.files = new Map();
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

  // The leaves that may hold a term, or with `open` any term that begins with it; null where those are too many.
  prefixesOf(shard, term, open) {
    const letters = [...term];
    if (!open && shard.prefixes.has(`${term}~`)) return [`${term}~`];
    for (let length = letters.length; length > 0; length--) {
      const prefix = letters.slice(0, length).join("");
      if (shard.prefixes.has(prefix)) return [prefix];
    }
    const found = open ? [...shard.prefixes].filter((prefix) => prefix.startsWith(term)) : [];
    return found.length > WIDEST ? null : found;
  }

  async postings(shard, term, open) {
    const prefixes = this.prefixesOf(shard, term, open) ?? this.prefixesOf(shard, term, false);
    const leaves = await Promise.all(prefixes.map((prefix) => this.leaf(shard, prefix)));
    const found = [];
    for (const leaf of leaves) {
      if (open) leaf.forEach((postings, name) => name.startsWith(term) && found.push(decode(postings)));
      else if (leaf.has(term)) found.push(decode(leaf.get(term)));
    }
    return found.length ? union(found) : { entries: [], places: [] };
  }

  // Terms of a shard that begin with some letters, as far as few enough leaves hold them.
  async names(shard, beginning) {
    const leaves = await Promise.all((this.prefixesOf(shard, beginning, true) || []).map((prefix) => this.leaf(shard, prefix)));
    return leaves.flatMap((leaf) => [...leaf.keys()].filter((name) => name.startsWith(beginning)));
  }

  // Numbers of the entries of a shard that answer a query, rising; null where it asks for nothing that the index has.
  async find(shard, query) {
    const terms = [
      ...(query.category ? [`=c:${query.category}`] : []),
      ...(query.story ? [`=t:${query.story}`] : []),
    ].map((term) => this.postings(shard, term, false));
    const clauses = query.clauses.map((clause) =>
      Promise.all(
        clause.words.map((word, index) => {
          const open = clause.prefix && index === clause.words.length - 1 && [...word].length > 1;
          return shard.stop.has(word) ? null : this.postings(shard, word, open);
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
    const listed = await this.file(`${shard.name}/${day}.json`, (answer) => answer.json());
    const [address, headline, category, story] = listed[number % places];
    return { day, address, headline, category, story };
  }
}

// -- the page -----------------------------------------------------------------------------------------------------------------

const STEP = 20;

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
    category.value = new URLSearchParams(location.search).get("category") || "";
  }

  // Newest shard first; the rest together once it has answered, so that its few kilobytes never wait for theirs.
  async answer(turn, query, told) {
    const spans = told.shards.filter((shard) => shard.last >= query.from && shard.first <= query.to);
    if (query.oldest) spans.reverse();
    const found = [];
    let searched = 0;
    let asked = false;
    const take = async (shard) => {
      const numbers = await this.index.find(shard, query);
      searched++;
      asked ||= numbers !== null;
      const within = (numbers || []).filter((number) => {
        const year = Number(this.index.day(shard, number, told.places).slice(0, 4));
        return year >= query.from && year <= query.to;
      });
      if (!query.oldest) within.reverse();
      return within.map((number) => [shard, number]);
    };
    const [first, ...others] = spans;
    if (first) found.push(...(await take(first)));
    if (turn !== this.turn) return;
    if (found.length >= STEP || !others.length) await this.show(turn, query, told, found, searched < spans.length);
    const rest = others.map(take);
    for (const part of rest) found.push(...(await part));
    if (turn !== this.turn) return;
    if (!asked && query.clauses.length) this.clear(this.words.common);
    else if (others.length || !first) await this.show(turn, query, told, found, false);
  }

  clear(message) {
    this.results.replaceChildren();
    this.years.replaceChildren();
    this.status.textContent = message;
  }

  async show(turn, query, told, found, more) {
    const entries = await Promise.all(found.slice(0, STEP).map(([shard, number]) => this.index.entry(shard, number, told.places)));
    if (turn !== this.turn) return;
    const number = new Intl.NumberFormat(this.language);
    const message = found.length === 1 ? this.words.one : this.words.found;
    this.status.textContent = (found.length ? message : this.words.none).replace("{count}", number.format(found.length) + (more ? "+" : ""));
    this.results.replaceChildren(...entries.map((entry) => this.item(entry, query)));
    if (found.length > STEP && !more) this.results.append(this.moreButton(turn, query, told, found));
    this.drawYears(told, found, number);
  }

  moreButton(turn, query, told, found) {
    const item = document.createElement("li");
    item.className = "search-more";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.words.more;
    let shown = STEP;
    button.addEventListener("click", async () => {
      const next = found.slice(shown, shown + STEP);
      const entries = await Promise.all(next.map(([shard, number]) => this.index.entry(shard, number, told.places)));
      if (turn !== this.turn) return;
      const items = entries.map((entry) => this.item(entry, query));
      shown += next.length;
      item.before(...items);
      items[0].querySelector("a").focus();
      if (shown >= found.length) item.remove();
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
          clause.prefix && index === clause.words.length - 1 ? word.startsWith(one) : word === one,
        ),
      );
    for (const part of headline.split(/([\p{L}\p{N}\p{M}'’,]+)/u)) {
      if (words(part).some(fits)) link.append(Object.assign(document.createElement("mark"), { textContent: part }));
      else link.append(part);
    }
  }

  drawYears(told, found, number) {
    const counts = new Map();
    for (const [shard, entry] of found) {
      const year = this.index.day(shard, entry, told.places).slice(0, 4);
      counts.set(year, (counts.get(year) || 0) + 1);
    }
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
      label.textContent = year;
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
