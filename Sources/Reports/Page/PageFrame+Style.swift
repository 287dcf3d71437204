extension PageFrame {
  /// The page's looks: by day and by night, and from a phone to a wide screen.
  static let style = """
    :root {
      color-scheme: light dark;
      --back: #fff; --text: #1b1f24; --faint: #59636e; --line: #d0d7de; --band: #f6f8fa; --link: #0756b8;
      --good: #146c2e; --bad: #c4151c; --known: #7d5600; --quiet: #59636e;
      --goodback: #d5f5dc; --badback: #ffe0de; --knownback: #fff0c2; --quietback: #eaeef2;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --back: #0d1117; --text: #e6edf3; --faint: #9198a1; --line: #3d444d; --band: #161b22; --link: #6cb6ff;
        --good: #4ac26b; --bad: #ff8080; --known: #e3b341; --quiet: #9198a1;
        --goodback: #12391f; --badback: #551a1c; --knownback: #4a3a08; --quietback: #262c36;
      }
    }
    * { box-sizing: border-box }
    body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 90rem;
      background: var(--back); color: var(--text) }
    a { color: var(--link) }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
    .skip { position: absolute; left: -999rem }
    .skip:focus { position: static }
    header h1 { font-size: 1.5rem; margin: 0 0 .5rem; overflow-wrap: anywhere }
    .verdict { border-left: .5rem solid; border-radius: .25rem; padding: .75rem 1rem; margin: 0 0 1rem }
    .verdict p { margin: .25rem 0 0; overflow-wrap: anywhere }
    .good { color: var(--good); border-color: var(--good); background: var(--goodback) }
    .bad { color: var(--bad); border-color: var(--bad); background: var(--badback) }
    .known { color: var(--known); border-color: var(--known); background: var(--knownback) }
    .quiet { color: var(--quiet); border-color: var(--quiet); background: var(--quietback) }
    .verdict p { color: var(--text) }
    nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem }
    h2 { margin: 2rem 0 .5rem; scroll-margin-top: .5rem }
    h4 { margin: .75rem 0 .25rem; font-size: .9rem; color: var(--faint) }
    code, pre { font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
    pre { background: var(--band); border: 1px solid var(--line); border-radius: .25rem; padding: .5rem; margin: 0;
      overflow: auto; max-height: 30rem }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0 }
    dt { color: var(--faint) }
    dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
    .filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center;
      background: var(--back); padding: .5rem 0; border-bottom: 1px solid var(--line) }
    .filter[hidden] { display: none }
    input, button { font: inherit; min-height: 2.25rem; border: 1px solid var(--line); border-radius: .25rem;
      padding: 0 .6rem; background: var(--back); color: var(--text) }
    input { width: 12rem; max-width: 100% }
    button { cursor: pointer }
    button.good, button.bad, button.known, button.quiet { border-color: currentColor }
    button[aria-pressed=true] { box-shadow: inset 0 0 0 2px currentColor; font-weight: bold }
    details.entry { border: 1px solid var(--line); border-left: .3rem solid var(--quiet); border-radius: .25rem;
      margin: .35rem 0 }
    details.entry[data-style=good] { border-left-color: var(--good) }
    details.entry[data-style=bad] { border-left-color: var(--bad) }
    details.entry[data-style=known] { border-left-color: var(--known) }
    details.entry > div { padding: 0 .75rem .75rem }
    summary { cursor: pointer; padding: .3rem .6rem; overflow-wrap: anywhere }
    summary .time { color: var(--faint); float: right }
    details.same { margin: 0 0 .6rem 1rem }
    details.same > summary { color: var(--faint) }
    summary small { display: block; color: var(--faint) }
    .tag { font-size: .8rem; font-weight: bold; border-radius: .25rem; padding: .05rem .4rem; margin-right: .35rem;
      white-space: nowrap }
    .suite { content-visibility: auto; contain-intrinsic-size: auto 3rem }
    table { border-collapse: collapse; width: 100% }
    th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top;
      overflow-wrap: anywhere }
    thead th { background: var(--band) }
    tbody th { font-weight: normal }
    .number { text-align: right; white-space: nowrap }
    figure { margin: 0 0 1rem; overflow-x: auto }
    figcaption { color: var(--faint) }
    svg { display: block; max-width: 100%; height: auto }
    svg .passed { fill: var(--good) } svg .failed { fill: var(--bad) } svg .other { fill: var(--line) }
    svg .time { fill: var(--link) }
    footer { margin-top: 3rem; color: var(--faint) }
    kbd { border: 1px solid var(--line); border-radius: .2rem; padding: 0 .3rem }
    [hidden] { display: none !important }
    @media (max-width: 40rem) {
      body { padding: .6rem }
      dl { grid-template-columns: 1fr; gap: 0 }
      dd { margin-bottom: .4rem }
      thead { position: absolute; left: -999rem }
      table, tbody, tr, th, td { display: block; border-width: 0 }
      tr { border: 1px solid var(--line); margin-bottom: .5rem }
      [data-label]::before { content: attr(data-label) ": "; color: var(--faint) }
      .number { text-align: left }
      summary .time { float: none; display: block }
      .filter { position: static }
    }
    @media print { .filter, nav, footer { display: none } }
    """

  /// Filters by words and kinds, and moves from entry to entry. Without it all entries are there.
  static let script = """
    (function () {
      "use strict";
      var bar = document.querySelector(".filter");
      if (!bar) { return; }
      bar.hidden = false;
      var words = document.getElementById("words"), shown = document.getElementById("shown");
      var buttons = Array.prototype.slice.call(bar.querySelectorAll("button"));
      var entries = Array.prototype.slice.call(document.querySelectorAll("details.entry"));
      var suites = Array.prototype.slice.call(document.querySelectorAll("details.suite"));
      function kinds() {
        return buttons.filter(function (b) { return b.getAttribute("aria-pressed") === "true"; })
          .map(function (b) { return b.dataset.kind; });
      }
      function apply() {
        var wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean), chosen = kinds(), count = 0;
        entries.forEach(function (entry) {
          var text = entry.firstElementChild.textContent.toLowerCase();
          var fits = (!chosen.length || chosen.indexOf(entry.dataset.kind) >= 0) &&
            wanted.every(function (word) { return text.indexOf(word) >= 0; });
          entry.hidden = !fits;
          // What went wrong stands twice on the page.
          if (fits && (!suites.length || entry.closest("details.suite"))) { count += 1; }
        });
        var all = !wanted.length && !chosen.length;
        suites.forEach(function (suite) {
          var any = suite.querySelector("details.entry:not([hidden])") !== null;
          suite.hidden = !any;
          suite.open = !all && any;
        });
        shown.textContent = all ? "" : count + " shown";
      }
      buttons.forEach(function (button) {
        button.addEventListener("click", function () {
          button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
          apply();
        });
      });
      words.addEventListener("input", apply);
      function step(by) {
        // What is folded up has a place, and cannot be gone to.
        var list = entries.filter(function (entry) {
          return entry.checkVisibility ? entry.checkVisibility() : entry.offsetParent !== null;
        });
        if (!list.length) { return; }
        var at = list.indexOf(document.activeElement.closest ? document.activeElement.closest("details.entry") : null);
        var next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
        next.firstElementChild.focus();
        next.scrollIntoView({ block: "nearest" });
      }
      document.addEventListener("keydown", function (event) {
        if (event.ctrlKey || event.metaKey || event.altKey) { return; }
        if (event.key === "Escape") {
          words.value = "";
          buttons.forEach(function (button) { button.setAttribute("aria-pressed", "false"); });
          apply();
          return;
        }
        if (event.target === words) { return; }
        if (event.key === "/") { event.preventDefault(); words.focus(); }
        if (event.key === "j") { step(1); }
        if (event.key === "k") { step(-1); }
      });
    })();
    """
}
