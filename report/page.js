"use strict";
// Without this script the page still shows everything: points keep their native tooltips.
(() => {
  const tip = document.getElementById("tip");
  const figure = document.querySelector("svg.figure");
  const reach = 16;  // how near the pointer must come to a point, in the drawing's pixels
  let hot = null;

  function hide() {
    if (hot) hot.classList.remove("hot");
    hot = null;
    tip.hidden = true;
  }

  function show(point) {
    hide();
    hot = point;
    point.classList.add("hot");
    tip.textContent = point.dataset.tip;
    tip.hidden = false;
    const at = point.getBoundingClientRect();
    const left = Math.min(at.right + 12, innerWidth - tip.offsetWidth - 8);
    const top = Math.min(at.top - 12, innerHeight - tip.offsetHeight - 8);
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = Math.max(8, top) + "px";
  }

  // Points are small; the nearest visible one answers for the space around it.
  function nearest(panel, event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(panel.getScreenCTM().inverse());
    let best = null;
    let bestDistance = reach;
    for (const point of panel.querySelectorAll(".line:not(.off) .point")) {
      const distance = Math.hypot(point.cx.baseVal.value - at.x, point.cy.baseVal.value - at.y);
      if (distance < bestDistance) [best, bestDistance] = [point, distance];
    }
    return best;
  }

  function onPointer(event) {
    const panel = event.target.closest(".panel");
    const point = panel && nearest(panel, event);
    if (point) show(point); else hide();
  }

  // One stop of the tab key for each line, the arrow keys inside it.
  function onArrow(event) {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!step || !event.target.classList.contains("point")) return;
    const points = [...event.target.parentNode.querySelectorAll(".point")];
    const next = points[points.indexOf(event.target) + step];
    if (next) next.focus();
    event.preventDefault();
  }

  function preparePoint(point, index) {
    const title = point.querySelector("title");
    point.dataset.tip = title.textContent;
    point.setAttribute("role", "img");
    point.setAttribute("aria-label", title.textContent.replaceAll("\n", ", "));
    point.setAttribute("tabindex", index === 0 ? "0" : "-1");
    point.addEventListener("focus", () => show(point));
    point.addEventListener("blur", hide);
    title.remove();
  }

  function toggle(entry) {
    const off = entry.classList.toggle("off");
    entry.setAttribute("aria-pressed", String(!off));
    const {class: line, overlay} = entry.dataset;
    if (overlay !== undefined) {
      for (const group of entry.closest(".panel").querySelectorAll(`.overlay[data-overlay="${overlay}"]`)) {
        group.classList.toggle("overlay-off", off);
      }
      return;
    }
    // A line goes in all panels at once, so that they stay comparable.
    for (const group of figure.querySelectorAll(`[data-class="${line}"]`)) {
      group.classList.toggle("off", off);
      if (group.classList.contains("legend-entry")) group.setAttribute("aria-pressed", String(!off));
    }
  }

  function prepareLegendEntry(entry) {
    entry.setAttribute("role", "button");
    entry.setAttribute("tabindex", "0");
    entry.setAttribute("aria-pressed", "true");
    entry.addEventListener("click", () => toggle(entry));
    entry.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      toggle(entry);
      event.preventDefault();
    });
  }

  // Numbers by value, texts by letter, cells without a value last in both directions.
  function sortBy(header) {
    const table = header.closest("table");
    const column = header.cellIndex;
    const sign = header.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const keyed = [...table.tBodies[0].rows].map((row) => {
      const cell = row.cells[column];
      const text = cell.textContent;
      const number = cell.dataset.value === undefined ? Number(text) : Number(cell.dataset.value);
      return {row, text, number, empty: text === ""};
    });
    const numeric = keyed.every((k) => k.empty || !Number.isNaN(k.number));
    keyed.sort((a, b) => {
      if (a.empty || b.empty) return a.empty - b.empty;
      return sign * (numeric ? a.number - b.number : a.text.localeCompare(b.text));
    });
    table.tBodies[0].append(...keyed.map((k) => k.row));
  }

  function prepareCases(table) {
    for (const header of table.tHead.rows[0].cells) {
      header.querySelector("button").addEventListener("click", () => sortBy(header));
    }
    document.getElementById("filter").addEventListener("input", (event) => {
      const wanted = event.target.value.toLowerCase().split(/\s+/);
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
      }
    });
  }

  if (figure) {
    for (const line of figure.querySelectorAll(".line")) line.querySelectorAll(".point").forEach(preparePoint);
    figure.querySelectorAll(".legend-entry").forEach(prepareLegendEntry);
    figure.addEventListener("pointermove", onPointer);
    figure.addEventListener("pointerleave", hide);
    figure.addEventListener("keydown", onArrow);
  }
  document.querySelectorAll("table.cases").forEach(prepareCases);
})();
