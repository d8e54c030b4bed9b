"use strict";
// The page is complete without this script. It opens folded parts for links and for print, and filters long tables.
(function () {
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (var node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details"), function (part) { return !part.open; });
    opened.forEach(function (part) { part.open = true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (part) { part.open = false; }); });

  document.querySelectorAll("table[data-filter]").forEach(function (table, number) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    if (rows.length < 15) return;
    var label = document.createElement("label"), input = document.createElement("input"), count = document.createElement("output");
    label.className = "filter";
    label.append("Show rows with ", input, " ", count);
    input.type = "search";
    input.id = "filter-" + number;
    input.addEventListener("input", function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.includes(word); });
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = words.length ? shown + " of " + rows.length + " " + table.dataset.filter : "";
    });
    table.before(label);
  });
})();
