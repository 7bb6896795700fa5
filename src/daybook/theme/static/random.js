// Leads to an event by chance: a month by its number of events, a day of it likewise, one of its events. Where pages do not
// come as JSON, their HTML is read instead, and each day of the month is as likely as another.
// Without it the page is a list of months to choose from. Words come from the page.
"use strict";
(async () => {
  const told = document.getElementById("chance");
  const months = [...document.querySelectorAll("a[data-events]")];
  if (!told || !months.length) return;

  const choose = (items, weight) => {
    let rest = Math.random() * items.reduce((sum, item) => sum + weight(item), 0);
    return items.find((item) => (rest -= weight(item)) < 0) || items[items.length - 1];
  };
  const read = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer;
  };
  const any = (items) => items[Math.floor(Math.random() * items.length)];
  const byJson = async (month) => {
    const { days } = await (await read(month.replace(/html$/, "json"))).json();
    const day = choose(days, (item) => item.events);
    const { sections } = (await (await read(`${day.address}.json`)).json()).day;
    const events = sections.flatMap((section) => section.groups.flatMap((group) => group.events));
    return `${any(events).address}.html`;
  };
  const linksOf = async (address) => {
    const page = new DOMParser().parseFromString(await (await read(address)).text(), "text/html");
    const folder = address.replace(/[^/]*$/, "");
    const links = [...page.querySelectorAll("main a[href]")].map((link) => new URL(link.getAttribute("href"), address).href);
    return links.filter((link) => link.startsWith(folder));
  };
  const byHtml = async (month) => {
    const day = any((await linksOf(month)).filter((link) => /\/\d\d?\/index\.html$/.test(link)));
    return any((await linksOf(day)).filter((link) => /\.html$/.test(link) && !/\/index\.html$/.test(link)));
  };

  told.textContent = told.dataset.choosing;
  try {
    const month = choose(months, (link) => Number(link.dataset.events));
    const hasJson = document.querySelector('link[rel="alternate"][type="application/json"]');
    location.replace(await (hasJson ? byJson : byHtml)(month.href));
  } catch {
    told.textContent = told.dataset.failed;
  }
})();
