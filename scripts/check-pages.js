// Looks at a page as a person would, in the browser that shows it; `scripts/test-pages` puts it behind the page. What is
// wrong stands in the element `complaints` then, a line each.
(function () {
  "use strict";
  var complaints = [];
  function expect(holds, what) { if (!holds) { complaints.push(what); } }

  // The channels of a colour, and how far one can be told from another (WCAG 2).
  function channels(colour) { return colour.match(/[\d.]+/g).map(Number); }
  function luminance(colour) {
    var parts = colour.slice(0, 3).map(function (value) {
      var part = value / 255;
      return part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }
  function background(element) {
    for (var at = element; at; at = at.parentElement) {
      var colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) { return colour; }
    }
    return [255, 255, 255];
  }
  function contrast(element) {
    var one = luminance(channels(getComputedStyle(element).color)), other = luminance(background(element));
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }

  function shown(selector) {
    return Array.prototype.filter.call(document.querySelectorAll(selector), function (entry) {
      return entry.checkVisibility();
    });
  }
  function press(key) { document.body.dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true })); }

  expect(performance.getEntriesByType("resource").length === 0, "the page loads something");
  expect(document.documentElement.scrollWidth <= window.innerWidth,
    "the page is " + document.documentElement.scrollWidth + " wide, the screen " + window.innerWidth);
  // All that can be opened is, so that all of it is looked at.
  var folded = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
  folded.forEach(function (details) { details.open = true; });
  expect(document.documentElement.scrollWidth <= window.innerWidth,
    "opened, the page is " + document.documentElement.scrollWidth + " wide, the screen " + window.innerWidth);
  Array.prototype.forEach.call(document.querySelectorAll("body *"), function (element) {
    var hasText = Array.prototype.some.call(element.childNodes, function (node) {
      return node.nodeType === 3 && node.textContent.trim();
    });
    if (!hasText || element.closest("script, style, svg, #complaints") || element.offsetParent === null) { return; }
    expect(contrast(element) >= 4.5, "hard to read: " + element.tagName + " " + element.className + " '" +
      element.textContent.trim().slice(0, 40) + "' " + contrast(element).toFixed(1));
  });
  folded.forEach(function (details) { details.open = false; });

  var words = document.getElementById("words"), count = document.getElementById("shown");
  expect(words && words.offsetParent !== null, "there is no filter");
  if (words) {
    var buttons = shown(".filter button");
    buttons.forEach(function (button) {
      button.click();
      expect(count.textContent === button.firstElementChild.textContent + " shown",
        "'" + button.textContent + "' shows " + count.textContent);
      button.click();
    });
    words.value = "no such case anywhere";
    words.dispatchEvent(new Event("input"));
    expect(count.textContent === "0 shown" && shown("details.entry").length === 0, "words filter nothing");
    press("Escape");
    expect(words.value === "" && count.textContent === "", "Escape does not show all again");
    press("/");
    expect(document.activeElement === words, "/ does not lead to the filter");
    words.blur();
    press("j");
    var first = document.activeElement;
    press("j");
    expect(first.tagName === "SUMMARY" && document.activeElement !== first, "j does not go on");
    press("k");
    expect(document.activeElement === first, "k does not go back");
  }
  Array.prototype.forEach.call(document.querySelectorAll("nav a"), function (link) {
    expect(document.querySelector(link.getAttribute("href")), "no section " + link.getAttribute("href"));
  });
  var result = document.createElement("pre");
  result.id = "complaints";
  result.textContent = complaints.join("\n");
  document.body.appendChild(result);
})();
