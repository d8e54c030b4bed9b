"use strict";
// The page is complete without this script. With it: folded parts open for links, tables sort, filter, copy and
// download, figures download, and every number opens a panel with its method, inputs and cells.
(function () {
  const MINUS = "\u2212", FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/, NUMBER = /^[+\-]?[0-9][0-9,]*(\.[0-9]+)?%?$/;
  const file = (location.pathname.split("/").pop() || "report.html").replace(/\.html$/, "");
  document.documentElement.classList.add("js");

  function make(tag, attributes, ...content) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...content);
    return node;
  }
  function button(text, act, attributes) {
    const node = make("button", { type: "button", ...attributes }, text);
    node.addEventListener("click", act);
    return node;
  }
  // A name of a file: the first sentence, cut between words
  function slug(text) {
    const whole = text.split(/[.;](?=\s|$)/)[0].toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    return (whole.length > 60 ? whole.slice(0, 60).replace(/-[^-]*$/, "") : whole) || "table";
  }

  // Folded parts: open for the target of a link; print shows what is open
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // Text of tables as a reader sees it: blocks within a cell are set apart; drawings, marks of severity and links to more are left out
  const APART = /^(P|LI|DIV|DETAILS|SUMMARY|BR)$/;
  function collect(node, parts) {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) parts[parts.length - 1] += child.nodeValue;
      else if (child.nodeType === 1 && !child.matches("svg, .hidden, .aside, [aria-hidden=true]")) {
        const block = APART.test(child.tagName) || (child.classList.contains("quiet") && !child.classList.contains("inline")) || child.classList.contains("block");
        if (block) parts.push("");
        collect(child, parts);
        if (block) parts.push("");
      }
    }
    return parts;
  }
  const textOf = cell => collect(cell, [""]).map(part => part.replace(/\s+/g, " ").trim()).filter(Boolean).join("; ");

  function rowsOf(table) {
    return [...table.rows].filter(row => !row.hidden).map(row => [...row.cells].flatMap(cell => [textOf(cell), ...Array(cell.colSpan - 1).fill("")]));
  }
  // A spreadsheet must not take a cell for a formula; a number may keep its sign
  function safe(text) {
    const plain = text.replaceAll(MINUS, "-");
    if (NUMBER.test(plain)) return plain;
    return FORMULA.test(text) ? "'" + text : text;
  }
  const quoted = text => (/[",\r\n;]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
  const csvOf = rows => "\ufeff" + rows.map(row => row.map(cell => quoted(safe(cell))).join(",") + "\r\n").join("");
  const tsvOf = rows => rows.map(row => row.map(cell => safe(cell)).join("\t")).join("\n");

  function download(name, type, text) {
    const url = URL.createObjectURL(new Blob([text], { type })), link = make("a", { href: url, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  async function copy(text, said) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      const area = make("textarea", { readonly: true, class: "hidden" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    said.textContent = "Copied";
    setTimeout(() => { said.textContent = ""; }, 2000);
  }

  // Copy and CSV on every table, SVG and data on every figure
  document.querySelectorAll("main table").forEach(table => {
    const caption = table.caption, name = textOf(caption) || caption.textContent.trim(), said = make("output");
    const box = table.closest(".scroll") || table, file_name = `${file}-${slug(name)}.csv`;
    const tools = make("div", { class: "tools", role: "group", "aria-label": `Table: ${name}` }, said,
      button("Copy", () => copy(tsvOf(rowsOf(table)), said)), button("CSV", () => download(file_name, "text/csv;charset=utf-8", csvOf(rowsOf(table)))));
    box.before(tools);
    sortable(table);
  });
  document.querySelectorAll("figure.figure").forEach(figure => {
    const svg = figure.querySelector("svg"), name = figure.id, table = figure.querySelector("table");
    const background = '<rect width="100%" height="100%" fill="#fffefc"/>';
    const drawing = () => '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(svg).replace("</desc>", "</desc>" + background);
    const tools = make("div", { class: "tools", role: "group", "aria-label": `Figure: ${svg.querySelector("title").textContent}` },
      button("SVG", () => download(`${name}.svg`, "image/svg+xml", drawing())));
    if (table) tools.append(button("Data", () => download(`${name}.csv`, "text/csv;charset=utf-8", csvOf(rowsOf(table))), { "aria-label": "Data (CSV)" }));
    figure.querySelector("figcaption").after(tools);
  });

  // Sorting: tables of one body whose rows all have the columns of the head; blank cells stand last either way, data-order goes before the text
  function value(cell) {
    const text = textOf(cell).replaceAll(MINUS, "-").replaceAll(",", ""), found = /^[<>\u2264\u2265]?\s*([+\-]?[0-9]+(\.[0-9]+)?)/.exec(text);
    if (cell.dataset.order) return { text: "", number: Number(cell.dataset.order), blank: false };
    return { text: text.toLowerCase(), number: found ? parseFloat(found[1]) : text.startsWith("\u221e") ? Infinity : NaN, blank: !text || cell.colSpan > 1 || cell.hasAttribute("data-none") };
  }
  // The cell of a column, where cells before it may take several columns
  function cellAt(row, column) {
    let before = 0;
    return [...row.cells].find(cell => (before += cell.colSpan) > column);
  }
  // What a number is of: months are never sorted among percentages
  const kindOf = (row, column) => (cellAt(row, column) || { dataset: {} }).dataset.kind || "";
  function sortable(table) {
    const head = table.tHead && table.tHead.rows.length === 1 ? table.tHead.rows[0] : null, body = table.tBodies[0];
    if (!head || table.tBodies.length !== 1 || body.rows.length < 3) return;
    const given = [...body.rows], width = head.cells.length;
    if (!table.matches(".answers") && given.some(row => row.cells.length !== width)) return;
    [...head.cells].forEach((th, column) => {
      if (th.querySelector(".hidden")) return;
      const name = [...th.childNodes], control = button("", () => sort(th, column), { class: "sort" });
      control.append(...name);
      th.append(control);
    });
    function sort(th, column) {
      const way = { none: "ascending", ascending: "descending", descending: "none" }[th.getAttribute("aria-sort") || "none"];
      for (const other of head.cells) other.removeAttribute("aria-sort");
      if (way !== "none") th.setAttribute("aria-sort", way);
      body.append(...(way === "none" ? given : ordered(column, way === "ascending" ? 1 : -1)));
    }
    function ordered(column, sign) {
      const keys = new Map(given.map(row => [row, cellAt(row, column)]).map(([row, cell]) => [row, cell ? value(cell) : { blank: true, text: "", number: NaN }]));
      const filled = [...keys.values()].filter(key => !key.blank), numbers = filled.filter(key => !isNaN(key.number)).length * 2 > filled.length;
      const kinds = new Map();
      given.forEach(row => { const kind = kindOf(row, column); if (!kinds.has(kind)) kinds.set(kind, kinds.size); });
      const lost = key => key.blank || (numbers && isNaN(key.number));
      return [...given].sort((one, two) => {
        const a = keys.get(one), b = keys.get(two);
        if (lost(a) || lost(b)) return lost(a) - lost(b);
        const apart = kinds.get(kindOf(one, column)) - kinds.get(kindOf(two, column));
        if (apart) return apart;
        return sign * (numbers ? a.number - b.number : a.text.localeCompare(b.text));
      });
    }
  }

  // Search and chips of the trials, from twelve on; the address keeps what was chosen
  document.querySelectorAll("table[data-filter]").forEach(table => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 12) return;
    const input = make("input", { type: "search", id: "filter", placeholder: "Drug, disease, paper" }), count = make("output", { for: "filter" });
    const state = new URLSearchParams(location.search), chosen = { area: state.get("area") || "", design: state.get("design") || "" };
    const texts = new Map(rows.map(row => [row, `${row.dataset.search || ""} ${row.textContent}`.toLowerCase()]));
    const chips = ["area", "design"].flatMap(name => {
      const found = new Map();
      rows.forEach(row => { const text = row.dataset[name]; if (text) found.set(text, (found.get(text) || 0) + 1); });
      return found.size < 2 ? [] : [...found].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([text, number]) => {
        const chip = button(`${text.replaceAll("_", " ")} ${number}`, () => { chosen[name] = chosen[name] === text ? "" : text; show(); }, { class: "chip", "data-value": text });
        return { name, text, chip };
      });
    });
    input.value = state.get("q") || "";
    const bar = make("div", { class: "filters", role: "search", "aria-label": "Trials" }, make("label", { for: "filter" }, "Search ", input), ...chips.map(one => one.chip), count);
    input.addEventListener("input", show);
    table.before(bar);
    const tools = bar.previousElementSibling;
    if (tools && tools.matches(".tools")) bar.append(tools);
    function show() {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach(row => {
        row.hidden = !(words.every(word => texts.get(row).includes(word)) && ["area", "design"].every(name => !chosen[name] || row.dataset[name] === chosen[name]));
        shown += row.hidden ? 0 : 1;
      });
      chips.forEach(({ name, text, chip }) => chip.setAttribute("aria-pressed", String(chosen[name] === text)));
      count.textContent = shown < rows.length ? (shown ? `${shown} of ${rows.length} trials` : "No trial fits") : "";
      const kept = new URLSearchParams(Object.entries({ q: input.value, ...chosen }).filter(pair => pair[1])), query = kept.toString();
      try { history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash); } catch (refused) { /* a page from a file may not change its address */ }
    }
    show();
  });

  // The panel of a number
  const trace = JSON.parse(document.getElementById("trace").textContent), panel = document.getElementById("panel");
  // The result_id of each number, for the panel and for whoever reads the page by program
  const ids = trace.ids.map(parts => parts.map(part => trace.texts[part]).join("/"));
  document.querySelectorAll("[data-trace]").forEach(node => { node.dataset[node.dataset.source ? "of" : "resultId"] = ids[node.dataset.trace]; });
  const title = document.getElementById("panel-title"), body = document.getElementById("panel-body");
  const cells = new Map(), resultOf = node => node.dataset.resultId || node.dataset.of;
  trace.cells.forEach((cell, number) => cells.set(trace.files[cell[0]][0] + cell[1], number));

  function cellRow(number) {
    const [where, rest, ...texts] = trace.cells[number], [name, href] = trace.files[where], [column, raw, place] = texts.map(text => trace.texts[text]);
    const said = (name.endsWith("!") ? `${name}${rest}` : `${name.slice(0, -1)}, line ${rest}`).split("/");
    const parts = said.flatMap((part, place) => (place ? ["/", make("wbr"), part] : [part]));
    const address = /-$/.test(href) ? href + rest.replace(/^[A-Z]+/, "") : href, link = address ? make("a", { href: address }, ...parts) : make("span", {}, ...parts);
    return make("tr", {}, make("th", { scope: "row" }, link), make("td", {}, column.replaceAll(" | ", ", ")), make("td", {}, make("code", {}, raw)), make("td", {}, place));
  }
  function fact(list, name, text) {
    if (text) list.append(make("dt", {}, name), make("dd", {}, text));
  }
  function open(node) {
    const result = trace.results[node.dataset.trace], own = Boolean(node.dataset.resultId), facts = make("dl"), numbers = result ? trace.sets[result[9]] : [cells.get(node.dataset.source)];
    const texts = result ? result.slice(0, 9).map(text => trace.texts[text]) : [];
    title.textContent = own ? texts[0] : node.title || "As it was entered";
    body.replaceChildren();
    if (result) {
      const [what, measure, method, formula, estimate, interval, p, inputs, note] = texts;
      if (!own) body.append(make("p", { class: "panel-value" }, make("strong", {}, node.textContent.trim())), make("p", {}, `It is about: ${what}`));
      body.append(make("p", { class: "panel-value" }, make("strong", {}, estimate), interval ? ` ${interval}` : ""));
      [["Measure", measure], ["Method", method], ["Formula", formula], ["Inputs", inputs], ["Test", p], ["Note", note]].forEach(([name, text]) => fact(facts, name, text));
    } else fact(facts, "Shown", node.textContent.trim());
    body.append(facts, make("table", {}, make("caption", {}, numbers.length === 1 ? "The cell that it was made from" : `The ${numbers.length} cells that it was made from`),
      make("thead", {}, make("tr", {}, ...["File and line", "Column", "As entered", "In the paper"].map(name => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...numbers.map(cellRow))));
    if (result) body.append(make("p", { class: "quiet" }, "Row of estimates.csv: ", make("code", {}, resultOf(node))));
    panel.opener = node;
    panel.showModal();
    panel.scrollTop = 0;
  }
  document.addEventListener("click", event => {
    const node = event.target.closest("main [data-result-id], main [data-source]");
    if (node && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0) {
      event.preventDefault();
      open(node);
    }
  });
  document.getElementById("panel-close").addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => { if (panel.opener) panel.opener.focus(); });
  panel.addEventListener("click", event => {
    const link = event.target.closest("a");
    if (event.target === panel) panel.close();
    else if (link) {
      panel.opener = null;
      panel.close();
      if (link.hash && link.getAttribute("href") === location.hash) reveal();
    }
  });
})();
