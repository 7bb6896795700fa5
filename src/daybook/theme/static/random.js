// Leads to an event by chance: a month by its number of events, a day of it likewise, one of its events.
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
    return answer.json();
  };

  told.textContent = told.dataset.choosing;
  try {
    const month = choose(months, (link) => Number(link.dataset.events));
    const days = (await read(month.href.replace(/html$/, "json"))).days;
    const day = choose(days, (item) => item.events);
    const sections = (await read(`${day.address}.json`)).day.sections;
    const events = sections.flatMap((section) => section.groups.flatMap((group) => group.events));
    location.replace(`${events[Math.floor(Math.random() * events.length)].address}.html`);
  } catch {
    told.textContent = told.dataset.failed;
  }
})();
