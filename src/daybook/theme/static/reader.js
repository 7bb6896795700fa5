// Comfort for readers: colour scheme, keys, relative times, order of categories. Every page can be read without it.
// Words come from the page (data-*), so that this file is the same in every language.
"use strict";
(() => {
  const root = document.documentElement;
  const body = document.body;
  const words = body.dataset;
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
  const help = document.getElementById("keys");
  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey || press.target.closest("input, textarea, select, [contenteditable], dialog, [role=region]")) return;
    if (press.key === "/") {
      press.preventDefault();
      const field = document.querySelector("input[type=search]");
      if (field) { field.focus(); field.select(); } else follow("a[rel~=search], link[rel=search][type='text/html']");
    } else if (press.key === (root.dir === "rtl" ? "ArrowRight" : "ArrowLeft")) follow("a[rel=prev]");
    else if (press.key === (root.dir === "rtl" ? "ArrowLeft" : "ArrowRight")) follow("a[rel=next]");
    else if (press.key === "?" && help) help.showModal();
  });
  if (help) for (const opener of document.querySelectorAll("[data-opens=keys]")) {
    opener.addEventListener("click", () => help.showModal());
  }

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

  // cite in the form that is asked for: from what the page says of itself, read today
  const clipboard = (text, button) => navigator.clipboard.writeText(text).then(() => { button.textContent = words.copied; });
  for (const copy of document.querySelectorAll("[data-copies]")) {
    copy.hidden = !navigator.clipboard;
    copy.addEventListener("click", () => clipboard(document.getElementById(copy.dataset.copies).textContent.trim(), copy));
  }
  const data = document.querySelector("script[type='application/ld+json']");
  const article = data && JSON.parse(data.textContent)["@graph"].find((thing) => thing.headline);
  for (const line of document.querySelectorAll("[data-cites]")) {
    const shown = document.getElementById(line.dataset.cites);
    const today = new Date().toISOString().slice(0, 10);
    const styles = {
      bibtex: ({ title, url, day, site, author }) => {
        const safe = (text) => text.replace(/[\\{}]/g, "").replace(/[&%$#_]/g, "\\$&");
        return `@misc{${day}-${url.replace(/^.*\/|\.html$/g, "").slice(0, 40)},\n  title = {${safe(title)}},\n  author = {{${safe(author)}}},\n  year = {${day.slice(0, 4)}},\n  howpublished = {${safe(site)}},\n  url = {${url}},\n  urldate = {${today}}\n}`;
      },
      ris: ({ title, url, day, site, author }) => `TY  - ELEC\nTI  - ${title}\nAU  - ${author}\nT2  - ${site}\nDA  - ${day.replaceAll("-", "/")}\nPY  - ${day.slice(0, 4)}\nUR  - ${url}\nY2  - ${today.replaceAll("-", "/")}\nER  -`,
      wiki: ({ title, url, day, site, author }) => `<ref>{{cite web |title=${title.replaceAll("|", "{{!}}")} |url=${url} |website=${site.replaceAll("|", "{{!}}")} |author=${author.replaceAll("|", "{{!}}")} |date=${day} |access-date=${today}}}</ref>`,
    };
    for (const choice of line.querySelectorAll("[data-style]")) choice.addEventListener("click", () => {
      shown.textContent = styles[choice.dataset.style]({
        title: document.querySelector("h1").textContent.trim(), url: article.url, day: article.datePublished,
        site: article.publisher.name, author: article.author.name,
      });
    });
  }
  for (const share of document.querySelectorAll("[data-shares]")) {
    share.hidden = !navigator.share;
    share.addEventListener("click", () => navigator.share({ title: document.title, url: article.url }).catch(() => {}));
  }
})();
