extension MatrixPage {
  /// The page's looks: by day and by night, and on a phone, where each row is a card whose cells say what they are.
  static let style = """
    :root {
      color-scheme: light dark;
      --back: #fff; --text: #1b1f24; --faint: #59636e; --line: #d0d7de; --band: #f6f8fa; --link: #0756b8;
      --passed: #d5f5dc; --failed: #ffd9d6; --known: #fff0c2; --skipped: #eaeef2; --planned: #dcebff;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --back: #0d1117; --text: #e6edf3; --faint: #9198a1; --line: #3d444d; --band: #161b22; --link: #6cb6ff;
        --passed: #12391f; --failed: #5a1b1b; --known: #4a3a08; --skipped: #262c36; --planned: #143052;
      }
    }
    * { box-sizing: border-box }
    body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1.5em; max-width: 100em;
      background: var(--back); color: var(--text) }
    a { color: var(--link) }
    a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
    code { font-size: .9em; overflow-wrap: anywhere }
    small { display: block; color: var(--faint); font-weight: normal }
    h2 { margin: 2em 0 .5em; scroll-margin-top: .5em }
    h2 a { font-size: 1rem; font-weight: normal }
    table { border-collapse: collapse; width: 100% }
    th, td { border: 1px solid var(--line); padding: .3em .6em; text-align: left; vertical-align: top }
    thead th { position: sticky; top: 0; background: var(--band) }
    tbody th { font-weight: normal }
    .number { text-align: right }
    .what { width: 33% }
    tr { scroll-margin-top: 6em }
    tr:target > th { outline: 3px solid var(--link); outline-offset: -3px }
    .passed { background: var(--passed) }
    .failed { background: var(--failed); font-weight: bold }
    .known { background: var(--known) }
    .skipped { background: var(--skipped) }
    .planned { background: var(--planned) }
    @media (max-width: 50em) {
      body { padding: .75em }
      thead { display: none }
      table, tbody, tr, th, td { display: block }
      tr { border: 1px solid var(--line) }
      tr.first { margin-top: .75em }
      tr:not(.first) { border-top: 0 }
      th, td, .what { border: 0; width: auto }
      tbody th { background: var(--band); font-weight: bold }
      [data-label]::before { content: attr(data-label) ": "; color: var(--faint); font-weight: normal }
      .number { display: inline-block; text-align: left }
    }
    """
}
