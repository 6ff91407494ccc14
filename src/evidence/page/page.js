"use strict";
(() => {
  document.documentElement.classList.add("js");
  const collator = new Intl.Collator("en", { numeric: true });

  // Sorting: a click on a heading sorts by it, the next one turns the order round.
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = head.querySelector("button");
      if (!button) return;
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const each of heads) each.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const key = (row) => row.cells[column].dataset.sort || row.cells[column].textContent;
        const rows = [...body.rows].map((row) => [key(row), row]);
        rows.sort((a, b) => collator.compare(a[0], b[0]) * (down ? -1 : 1));
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  // Filtering: by words, all of which have to occur, and by verdict.
  for (const tools of document.querySelectorAll(".tools")) {
    const table = document.getElementById(tools.dataset.table);
    const search = tools.querySelector("input");
    const buttons = [...tools.querySelectorAll("button[data-verdict]")];
    const count = tools.querySelector("output");
    const rows = [...table.tBodies[0].rows].map((row) => [row.textContent.toLowerCase(), row]);
    const apply = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = new Set(buttons.filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.dataset.verdict));
      let shown = 0;
      for (const [text, row] of rows) {
        const fits = (buttons.length === 0 || wanted.has(row.dataset.verdict)) && words.every((word) => text.includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      count.textContent = `${shown} of ${rows.length}`;
    };
    search.addEventListener("input", apply);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
        apply();
      });
    }
    apply();
  }
})();
