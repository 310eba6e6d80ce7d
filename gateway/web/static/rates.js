// The chart of the health page: messages in and out by hour, and the same as a table.
"use strict";

(() => {
  const place = document.querySelector(".rates");
  const zone = place.dataset.zone;
  const lang = document.documentElement.lang;
  const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let chart = null;

  const sum = (byLine, n) => Object.values(byLine).reduce((total, counts) => total + counts[n], 0);

  function draw(hours, ins, outs) {
    const box = place.querySelector(".chart");
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--edge"), width: 1 }, ticks: { show: false } };
    const bars = (offset) => uPlot.paths.bars({ size: [0.4, 24], align: offset, gap: 1 });
    const series = (label, name, offset) => ({
      label, stroke: colour(name), fill: colour(name), width: 0, points: { show: false }, paths: bars(offset),
    });
    if (chart) chart.destroy();
    chart = new uPlot(
      {
        width: box.clientWidth - 2 * parseFloat(getComputedStyle(box).paddingLeft), height: 180, cursor: { show: false }, tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
        legend: { live: false },
        scales: { x: { range: [hours[0] - 1800, hours[hours.length - 1] + 3600] }, y: { range: (_, low, high) => [0, Math.max(4, high)] } },
        axes: [
          { ...axis, values: (_, ticks) => ticks.map((at) => clock.format(new Date(at * 1000))) },
          { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000], size: 44 },
        ],
        series: [{}, series(place.dataset.in, "--accent", -1), series(place.dataset.out, "--second", 1)],
      },
      [hours, ins, outs],
      box,
    );
  }

  function table(hours, ins, outs) {
    const made = document.createElement("table");
    const row = (tag, ...cells) => made.insertRow().append(...cells.map((text) => Object.assign(document.createElement(tag), { textContent: text })));
    row("th", place.dataset.hour, place.dataset.in, place.dataset.out);
    hours.forEach((at, n) => { if (ins[n] || outs[n]) row("td", clock.format(new Date(at * 1000)), ins[n], outs[n]); });
    place.querySelector("details > div").replaceChildren(made);
  }

  async function refresh() {
    const answer = await fetch("/rates").catch(() => null);
    if (!answer || !answer.ok) return;
    const told = await answer.json();
    const ins = told.hours.map((_, n) => sum(told.in, n));
    const outs = told.hours.map((_, n) => sum(told.out, n));
    draw(told.hours, ins, outs);
    table(told.hours, ins, outs);
  }

  refresh();
  setInterval(refresh, 60000);
  let resizing = 0;
  window.addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(refresh, 200); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
})();
