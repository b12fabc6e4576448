/** The page's looks: light or dark as the system is, from the width of a phone on. */
export const style: string = `
:root { --back: #f7f7f5; --card: #fff; --text: #1d1d1b; --faint: #63635d; --line: #dcdcd6; --good: #1a7340; --bad: #b3261e; --other: #8a5a00; --task: #2f6fd0; --wait: #b9b9b0; --focus: #2f6fd0 }
@media (prefers-color-scheme: dark) {
:root { --back: #161615; --card: #20201e; --text: #ececea; --faint: #a3a39c; --line: #373733; --good: #5fcf8c; --bad: #ff8a80; --other: #e6b450; --task: #7aa8f5; --wait: #5a5a54; --focus: #9dc0ff }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; background: var(--back); color: var(--text); font: 14px/1.45 system-ui, sans-serif }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 10px 16px; background: var(--back); border-bottom: 1px solid var(--line) }
h1 { margin: 0; font-size: 16px }
header p { margin: 0; color: var(--faint) }
#status::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%; background: var(--wait) }
#status[data-state=live]::before { background: var(--good) }
#status[data-state=paused]::before { background: var(--other) }
#status[data-state=lost]::before { background: var(--bad) }
.tools { display: flex; min-width: 0; gap: 8px; margin-left: auto; flex: 1 1 260px; justify-content: flex-end }
input, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px }
input { flex: 1; width: 80px; min-width: 0; max-width: 320px }
button { cursor: pointer; white-space: nowrap }
button[aria-pressed=true] { border-color: var(--other); color: var(--other) }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px }
kbd { font: 11px/1 ui-monospace, monospace; color: var(--faint); border: 1px solid var(--line); border-radius: 3px; padding: 1px 4px }
main { max-width: 1100px; margin: 0 auto; padding: 12px 16px }
footer { padding: 8px 16px 24px; text-align: center; color: var(--faint) }
.note { color: var(--faint); max-width: 640px; margin: 32px auto }
.note h2 { color: var(--text); font-size: 18px }
code, .place, .path, pre { font-family: ui-monospace, monospace; font-size: 12.5px }
ol { list-style: none; margin: 0; padding: 0 }
.request { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin-bottom: 8px; overflow: hidden }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; width: 100%; padding: 8px 12px; border: 0; border-radius: 0; background: none; text-align: left; white-space: normal }
.head .path { font-weight: 600; overflow-wrap: anywhere; flex: 1 1 200px }
.head .path, summary { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden }
details[open] summary { -webkit-line-clamp: unset }
summary::before { content: '▸ ' } details[open] summary::before { content: '▾ ' }
.head .faint, .faint { color: var(--faint); font-variant-numeric: tabular-nums }
.pill { border: 1px solid currentColor; border-radius: 99px; padding: 0 8px; font-size: 12px; white-space: nowrap }
.good { color: var(--good) } .bad { color: var(--bad) } .other { color: var(--other) }
.rows p { margin: 4px 0 }
.rows { border-top: 1px solid var(--line); padding: 6px 12px 10px }
.row { display: grid; grid-template-columns: minmax(0, 4fr) 80px 165px minmax(0, 3fr); gap: 10px; align-items: center; padding: 2px 0 }
.row > * { min-width: 0 }
.what { padding-left: calc(var(--depth, 0) * 16px); overflow-wrap: anywhere }
.what a, .place { color: var(--faint) }
.what * + .place { margin-left: 8px }
.time { text-align: right; font-variant-numeric: tabular-nums; color: var(--faint); white-space: nowrap }
.track { position: relative; height: 12px; background: color-mix(in srgb, var(--line) 45%, transparent); border-radius: 3px }
.track i { position: absolute; top: 0; bottom: 0; left: min(calc(var(--from) * 100%), calc(100% - 2px)); width: max(2px, calc(var(--length) * 100%)); border-radius: 3px; background: var(--task) }
.track i.response { background: var(--wait) } .track i.failed { background: var(--bad) }
.track i.running { background: repeating-linear-gradient(45deg, var(--task) 0 6px, color-mix(in srgb, var(--task) 50%, transparent) 6px 12px) }
.track b { position: absolute; top: -2px; bottom: -2px; width: 1px; left: calc(var(--sent) * 100%); background: var(--faint) }
details { margin: 2px 0 6px }
summary { cursor: pointer; color: var(--bad); overflow-wrap: anywhere }
pre { margin: 6px 0; padding: 8px; overflow: auto; max-height: 320px; background: var(--back); border-radius: 6px }
@media (max-width: 620px) {
.row { grid-template-columns: minmax(0, 1fr) auto auto; row-gap: 3px; padding: 5px 0 }
.row .track { grid-column: 1 / -1 }
.what .name, .what .place { display: block } .what * + .place { margin-left: 0 }
.tools { flex-basis: 100% } input { max-width: none }
main { padding: 10px 8px } .note { margin: 24px 8px } .note ul { padding-left: 20px } .head .path { flex-basis: 100% } footer { display: none }
}
@media (prefers-reduced-motion: no-preference) { .track i { transition: width .1s linear } }
`
