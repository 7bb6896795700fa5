// Comfort for readers: colour scheme, keys, relative times, order of categories. Every page can be read without it.
// Words come from the page (data-*), so that this file is the same in every language.
"use strict";
(() => {
  const root = document.documentElement;
  const body = document.body;
  const kept = {
    get(key) { try { return localStorage.getItem("daybook-" + key); } catch { return null; } },
    set(key, value) {
      try { value === null ? localStorage.removeItem("daybook-" + key) : localStorage.setItem("daybook-" + key, value); } catch { /* private window */ }
    },
  };

  // colour scheme
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("scheme");
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : dark.matches);
  const tell = () => { button.textContent = isDark() ? button.dataset.light : button.dataset.dark; };
  if (button) {
    tell();
    dark.addEventListener("change", tell);
    button.addEventListener("click", () => {
      const wanted = isDark() ? "light" : "dark";
      if ((wanted === "dark") === dark.matches) {
        delete root.dataset.scheme;
        kept.set("scheme", null);
      } else {
        root.dataset.scheme = wanted;
        kept.set("scheme", wanted);
      }
      tell();
    });
  }

  // how long ago: the page itself says when
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const relative = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) || steps[2];
    time.title = time.textContent;
    time.textContent = relative.format(Math.round(seconds / size), unit);
  }

  // what the site has not heard: the last news from the wiki is older than the page's own limit
  for (const notice of document.querySelectorAll("[data-older-than]")) {
    const time = notice.querySelector("time");
    notice.hidden = !time || Date.now() - new Date(time.dateTime) < notice.dataset.olderThan * 1000;
  }

  // a page of dates opens at today; its own address with #dates stays
  const dates = document.querySelector("[data-today]");
  if (dates && !location.hash) {
    const now = new Date();
    const today = `${dates.dataset.today}${String(now.getMonth() + 1).padStart(2, "0")}/${now.getDate()}.html`;
    if (dates.querySelector(`a[href="${today}"]`)) location.replace(today);
  }

  // a filter over a long list
  for (const field of document.querySelectorAll("[data-filters]")) {
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const items = [...document.getElementById(field.dataset.filters).children].map((item) => [item, plain(item.textContent)]);
    field.addEventListener("input", () => {
      const wanted = plain(field.value.trim());
      for (const [item, text] of items) item.hidden = !text.includes(wanted);
    });
  }

  // keys
  const follow = (selector) => { const link = document.querySelector(selector); if (link) location.href = link.href; };
  const opener = document.querySelector("[data-keys]");
  let help = null;
  const showKeys = () => {
    if (!help) {
      const make = (parent, tag, text = "") => { const made = document.createElement(tag); made.textContent = text; parent.append(made); return made; };
      const [search, previous, next, list, close] = opener.dataset.keys.split("|");
      help = make(body, "dialog");
      help.setAttribute("aria-labelledby", "keys-title");
      make(help, "h2", opener.textContent).id = "keys-title";
      const keys = make(help, "dl");
      for (const [key, does] of [["/", search], ["←", previous], ["→", next], ["?", list]]) {
        make(make(keys, "dt"), "kbd", key);
        make(keys, "dd", does);
      }
      const form = make(help, "form");
      form.method = "dialog";
      make(form, "button", close);
    }
    help.showModal();
  };
  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey || press.target.closest("input, textarea, select, [contenteditable], dialog, [role=region]")) return;
    if (press.key === "/") {
      press.preventDefault();
      const field = document.querySelector("input[type=search]");
      if (field) { field.focus(); field.select(); } else follow("a[rel~=search], link[rel=search][type='text/html']");
    } else if (press.key === (root.dir === "rtl" ? "ArrowRight" : "ArrowLeft")) follow("a[rel=prev]");
    else if (press.key === (root.dir === "rtl" ? "ArrowLeft" : "ArrowRight")) follow("a[rel=next]");
    else if (press.key === "?" && opener) showKeys();
  });
  if (opener) opener.addEventListener("click", showKeys);

  // the reader's own order of categories
  const chooser = document.getElementById("choose");
  if (chooser) {
    const list = chooser.querySelector("ol");
    const read = (key) => { try { return JSON.parse(kept.get(key)) || []; } catch { return []; } };
    const groups = () => [...document.querySelectorAll("[data-category]")];
    const apply = () => {
      const order = read("order");
      const hidden = new Set(read("hidden"));
      const rank = new Map(order.map((slug, place) => [slug, place]));
      const place = (slug) => (rank.has(slug) ? rank.get(slug) : order.length + 1);
      const sort = (nodes, key) => nodes.map((node, at) => [place(key(node)), at, node]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).forEach(([, , node]) => node.parentNode.append(node));
      for (const day of new Set(groups().map((group) => group.parentNode))) sort([...day.querySelectorAll(":scope > [data-category]")], (node) => node.dataset.category);
      for (const group of groups()) group.hidden = hidden.has(group.dataset.category);
      sort([...list.children], (node) => node.dataset.slug);
      for (const item of list.children) item.querySelector("input").checked = !hidden.has(item.dataset.slug);
    };
    const asWritten = [...new Set(groups().map((group) => group.dataset.category))];
    const written = (item) => (asWritten.includes(item.dataset.slug) ? asWritten.indexOf(item.dataset.slug) : asWritten.length);
    [...list.children].sort((a, b) => written(a) - written(b)).forEach((item) => list.append(item));
    const save = (ordered) => {
      if (ordered) kept.set("order", JSON.stringify([...list.children].map((item) => item.dataset.slug)));
      kept.set("hidden", JSON.stringify([...list.children].filter((item) => !item.querySelector("input").checked).map((item) => item.dataset.slug)));
      apply();
    };
    list.addEventListener("change", () => save(false));
    list.addEventListener("click", (click) => {
      const up = click.target.closest("button");
      if (!up) return;
      const item = up.closest("li");
      if (item.previousElementSibling) item.previousElementSibling.before(item);
      save(true);
      up.focus();
    });
    chooser.querySelector("[data-reset]").addEventListener("click", () => { kept.set("order", null); kept.set("hidden", null); location.reload(); });
    if (kept.get("order") || kept.get("hidden")) apply();
  }

  // cite in the form that is asked for: from what the page says of itself, read today; copied, or shared where the browser can
  const data = document.querySelector("script[type='application/ld+json']");
  const article = data && JSON.parse(data.textContent)["@graph"].find((thing) => thing.headline);
  for (const line of document.querySelectorAll("[data-cites]")) {
    const shown = document.getElementById(line.dataset.cites);
    const today = new Date().toISOString().slice(0, 10);
    const url = document.querySelector("link[rel=canonical]").href;
    const [title, day, site, author] = [document.querySelector("h1").textContent.trim(), article.datePublished, article.publisher.name, article.author.name];
    const bibtex = (text) => text.replace(/[\\{}]/g, "").replace(/[&%$#_]/g, "\\$&");
    const wiki = (text) => text.replaceAll("|", "{{!}}");
    const styles = {
      bibtex: () => `@misc{${day}-${url.replace(/^.*\/|\.html$/g, "").slice(0, 40)},\n  title = {${bibtex(title)}},\n  author = {{${bibtex(author)}}},\n  year = {${day.slice(0, 4)}},\n  howpublished = {${bibtex(site)}},\n  url = {${url}},\n  urldate = {${today}}\n}`,
      ris: () => `TY  - ELEC\nTI  - ${title}\nAU  - ${author}\nT2  - ${site}\nDA  - ${day.replaceAll("-", "/")}\nPY  - ${day.slice(0, 4)}\nUR  - ${url}\nY2  - ${today.replaceAll("-", "/")}\nER  -`,
      wiki: () => `<ref>{{cite web |title=${wiki(title)} |url=${url} |website=${wiki(site)} |author=${wiki(author)} |date=${day} |access-date=${today}}}</ref>`,
    };
    const [copy, copied, markup, share] = line.dataset.words.split("|");
    const add = (name, text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.style = name;
      button.textContent = text;
      button.addEventListener("click", () => act(button));
      line.append(button, " ");
    };
    if (navigator.clipboard) add("copy", copy, (button) => navigator.clipboard.writeText(shown.textContent.trim()).then(() => { button.textContent = copied; }));
    for (const [name, text] of [["bibtex", "BibTeX"], ["ris", "RIS"], ["wiki", markup]]) add(name, text, () => { shown.textContent = styles[name](); });
    if (navigator.share) add("share", share, () => navigator.share({ title: document.title, url }).catch(() => {}));
  }
})();
