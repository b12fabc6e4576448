/**
 * The page's program. Whatever a request or a task brings becomes text of the page, never markup; a link is only made of the editor's address,
 * which was checked when it was given.
 */
export const script: string = String.raw`'use strict'
const config = JSON.parse(document.body.dataset.config)
const at = (id) => document.getElementById(id)
const list = at('requests'), search = at('search')
const requests = new Map(), cards = new Map(), closed = new Set(), opened = new Set(), cleared = new Set()
let isPaused = false, held = new Map(), state = 'connecting'

function make(tag, props, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === false) continue
    if (name === 'on') node.addEventListener('click', value)
    else if (name === 'vars') for (const key of Object.keys(value)) node.style.setProperty('--' + key, String(value[key]))
    else node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children.filter((one) => one !== undefined && one !== null))
  return node
}

const ms = (time) => time === undefined ? '' : time < 10 ? time.toFixed(1) + ' ms' : time < 10000 ? Math.round(time) + ' ms' : (time / 1000).toFixed(1) + ' s'
const nowOf = (view) => view.now + (view.isOver ? 0 : performance.now() - view.got)
/** A server that has begun anew counts from one again. */
const keyOf = (view) => view.id + ' ' + view.at
const isBad = (status) => ['failed', 'timeout', 'dropped', 'lost'].includes(status)

function toneOf(view) {
  if (view.outcome === 'errored' || view.status >= 500) return 'bad'
  if (view.end === undefined || view.outcome === 'aborted' || view.status >= 400) return 'other'
  return 'good'
}

/** What went wrong, by its name: 2 failed, 1 dropped. */
function tallyOf(tasks) {
  const counts = new Map()
  for (const { status } of tasks) if (isBad(status)) counts.set(status, (counts.get(status) || 0) + 1)
  return [...counts].map(([status, count]) => count + ' ' + status).join(', ')
}

function outcomeOf(view) {
  if (view.end === undefined) return 'in progress'
  return [view.status, view.outcome || 'finished'].filter((one) => one !== undefined).join(' ')
}

const short = (text) => text.length > 90 ? text.slice(0, 89) + '…' : text

function linkOf(place) {
  const found = /^(.*?):(\d+)(?::\d+)?$/.exec(place)
  if (!found || config.editor === false) return make('span', { class: 'place' }, place)
  const isWhole = /^(?:[a-z]:)?[\\/]/i.test(found[1])
  const file = (isWhole ? found[1] : config.root + '/' + found[1]).replaceAll('\\', '/')
  const safe = file.split('/').map(encodeURIComponent).join('/')
  const url = config.editor
    .replace('/{file}', () => safe[0] === '/' ? safe : '/' + safe)
    .replace('{file}', () => safe).replace('{line}', found[2])
  const link = make('a', { class: 'place', href: url, title: 'Open in the editor' }, place)
  // The server opens it: the page stays where it is.
  if (config.editor[0] === '/') link.addEventListener('click', (event) => { event.preventDefault(); fetch(url) })
  return link
}

/** Tasks under those that gave them, in the order in which they were given. */
function nest(tasks) {
  const known = new Set(tasks.map((task) => task.id)), rows = []
  const add = (parent, depth) => {
    for (const task of tasks) {
      const under = known.has(task.parent) ? task.parent : undefined
      if (under !== parent) continue
      rows.push({ task, depth })
      add(task.id, Math.min(depth + 1, 8))
    }
  }
  add(undefined, 0)
  return rows
}

function failure(key, error, name) {
  const text = name + ': ' + error.text
  if (!error.stack) return make('p', { class: 'bad' }, text)
  const details = make('details', { 'data-key': key }, make('summary', null, text), make('pre', { tabindex: '0' }, error.stack))
  details.open = opened.has(key)
  details.addEventListener('toggle', () => details.open ? opened.add(key) : opened.delete(key))
  return details
}

function rowOf(what, time, status, bar) {
  return make('div', { class: 'row' }, what, make('span', { class: 'time' }, time), status, bar)
}

function trackOf(from, to, whole, kind, sent) {
  const bar = make('div', { class: 'track' })
  if (from !== undefined) bar.append(make('i', { class: kind, vars: { from: from / whole, length: Math.max(0, to - from) / whole } }))
  if (sent !== undefined) bar.append(make('b', { vars: { sent: sent / whole } }))
  return bar
}

function taskRow(view, task, depth, whole) {
  const now = nowOf(view)
  const to = task.end ?? now
  const name = task.name === task.place ? undefined : make('span', { class: 'name', title: task.name }, short(task.name))
  const what = make('div', { class: 'what', vars: { depth } }, name, task.place ? linkOf(task.place) : undefined)
  const tone = task.status === 'done' ? 'good' : isBad(task.status) ? 'bad' : 'faint'
  const status = make('span', { class: tone }, task.status + (task.inline ? ', inline' : ''), make('span', { class: 'faint' }, task.start === undefined ? '' : ' from ' + ms(task.start)))
  const kind = task.end === undefined ? 'running' : isBad(task.status) ? 'failed' : 'task'
  const row = rowOf(what, task.start === undefined ? '' : ms(to - task.start), status, trackOf(task.start, to, whole, kind, view.end))
  row.dataset.task = task.id
  return row
}

function rowsOf(view) {
  const now = nowOf(view)
  const ends = view.tasks.map((task) => task.end ?? (task.start === undefined ? 0 : now))
  const whole = Math.max(1, view.end ?? now, ...ends)
  const rows = make('div', { class: 'rows' })
  rows.append(rowOf(make('div', { class: 'what faint' }, 'response'), ms(view.end ?? now), make('span', { class: 'faint' }, outcomeOf(view)), trackOf(0, view.end ?? now, whole, 'response', view.end)))
  if (view.error) rows.append(failure(view.id + ' response', view.error, 'The handler'))
  for (const { task, depth } of nest(view.tasks)) {
    rows.append(taskRow(view, task, depth, whole))
    if (task.error) rows.append(failure(view.id + ' ' + task.id, task.error, task.name))
  }
  if (view.more) rows.append(make('p', { class: 'faint' }, view.more + ' more tasks are not shown.'))
  if (view.tasks.length === 0) rows.append(make('p', { class: 'faint' }, view.isOver ? 'It gave no task.' : 'No task yet.'))
  for (const [name, value] of Object.entries(view.headers)) rows.append(make('p', { class: 'faint' }, make('code', null, name + ': ' + value)))
  return rows
}

function cardOf(view) {
  const isOpen = closed.has(view.id) ? false : opened.has(view.id) || view.tasks.length > 0 || Boolean(view.error)
  const toggle = () => { isOpen ? (closed.add(view.id), opened.delete(view.id)) : (opened.add(view.id), closed.delete(view.id)); draw(view) }
  const count = view.tasks.length + view.more
  const bad = view.tasks.filter((task) => isBad(task.status)).length
  const head = make('button', { class: 'head', type: 'button', 'aria-expanded': String(isOpen), on: toggle },
    make('span', { class: 'path', title: view.name }, view.name),
    make('span', { class: 'faint' }, count === 1 ? '1 task' : count ? count + ' tasks' : 'no task'),
    bad ? make('span', { class: 'bad' }, tallyOf(view.tasks)) : undefined,
    make('span', { class: 'pill ' + toneOf(view) }, outcomeOf(view)),
    make('time', { class: 'faint' }, new Date(view.at).toLocaleTimeString()))
  return make('li', { class: 'request', 'data-id': view.id }, head, isOpen ? rowsOf(view) : undefined)
}

function matches(view) {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const tasks = view.tasks.map((task) => [task.name, task.place, task.status, task.error?.text].join(' '))
  const text = [view.name, outcomeOf(view), view.host, view.error?.text, ...tasks].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

/** In its place, or on top. What is being read stays: focus, and what is selected. */
function draw(view) {
  const before = cards.get(view.id)
  const focus = before?.contains(document.activeElement) ? [...before.querySelectorAll('button, a, summary, pre')].indexOf(document.activeElement) : -1
  const card = cardOf(view)
  card.hidden = !matches(view)
  if (before) before.replaceWith(card)
  else list.prepend(card)
  cards.set(view.id, card)
  if (focus >= 0) card.querySelectorAll('button, a, summary, pre')[focus]?.focus()
}

function sum() {
  const shown = [...cards.values()].filter((card) => !card.hidden).length
  at('empty').hidden = requests.size > 0 || state === 'connecting'
  at('none').hidden = requests.size === 0 || shown > 0
  const text = { connecting: 'Connecting …', live: 'Live', lost: 'The server does not answer; trying again' }[state]
  at('status').textContent = isPaused ? 'Paused' + (held.size ? ', ' + held.size + ' changed' : '') : text
  at('status').dataset.state = isPaused && state === 'live' ? 'paused' : state
}

function take(views) {
  for (const view of views) {
    if (cleared.has(keyOf(view))) continue
    view.got = performance.now()
    if (isPaused) { held.set(view.id, view); continue }
    requests.set(view.id, view)
    draw(view)
  }
  forget(requests, (id) => { cards.get(id)?.remove(); cards.delete(id) })
  forget(held, () => {})
  sum()
}

function forget(map, each) {
  for (const id of map.keys()) {
    if (map.size <= config.max) return
    map.delete(id)
    each(id)
  }
}

function tellLoad(load) {
  const limit = load.concurrency === undefined ? '' : ' of ' + load.concurrency
  at('load').textContent = load.running + limit + ' running, ' + load.waiting + ' queued' + (load.dropped ? ', ' + load.dropped + ' dropped' : '') + (load.lost ? ', ' + load.lost + ' lost' : '')
  at('load').className = load.dropped || load.lost ? 'bad' : ''
}

function pause() {
  isPaused = !isPaused
  at('pause').setAttribute('aria-pressed', String(isPaused))
  if (!isPaused) { const all = [...held.values()]; held = new Map(); for (const view of all) { requests.set(view.id, view); draw(view) } forget(requests, (id) => { cards.get(id)?.remove(); cards.delete(id) }) }
  sum()
}

function clear() {
  for (const view of [...requests.values(), ...held.values()]) cleared.add(keyOf(view))
  for (const key of cleared) { if (cleared.size <= 2 * config.max) break; cleared.delete(key) }
  requests.clear(); held.clear(); cards.clear(); list.replaceChildren(); opened.clear(); closed.clear()
  sum()
}

function move(step) {
  const heads = [...list.querySelectorAll('.request:not([hidden]) .head')]
  const from = heads.findIndex((head) => head.parentElement.contains(document.activeElement))
  heads[Math.max(0, Math.min(heads.length - 1, from + step))]?.focus()
}

const keys = { '/': () => search.focus(), p: pause, c: clear, j: () => move(1), k: () => move(-1), Escape: () => document.activeElement.blur() }
document.addEventListener('keydown', (event) => {
  const isTyping = document.activeElement === search
  if (event.ctrlKey || event.metaKey || event.altKey || (isTyping && event.key !== 'Escape')) return
  const act = keys[event.key]
  if (!act) return
  event.preventDefault()
  act()
})
search.addEventListener('input', () => { for (const view of requests.values()) cards.get(view.id).hidden = !matches(view); sum() })
at('pause').addEventListener('click', pause)
at('clear').addEventListener('click', clear)

/** A stream that has told everything and ends is asked for again: not yet a server that is gone. */
let hasTold = false
const source = new EventSource(config.path + '/events')
source.onopen = () => { state = 'live'; sum() }
source.onerror = () => { if (!hasTold) { state = 'lost'; sum() } hasTold = false }
source.addEventListener('all', ({ data }) => {
  hasTold = true
  const { requests: views, load } = JSON.parse(data)
  const known = new Set(views.map(keyOf))
  if (!isPaused) for (const [id, view] of requests) if (!known.has(keyOf(view))) { cards.get(id)?.remove(); cards.delete(id); requests.delete(id) }
  tellLoad(load)
  take(views.reverse())
})
source.addEventListener('some', ({ data }) => { const { requests: views, load } = JSON.parse(data); tellLoad(load); take(views) })
setInterval(() => { if (!isPaused) for (const view of requests.values()) if (!view.isOver && !cards.get(view.id)?.matches(':hover')) draw(view) }, 250)
sum()
`
