// Uses every name that afterword would choose, as variables, globals, parameters, labels, properties and types.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { note as _k, pause as _v, task as _r } from './journal.ts'

type _rest = string
const _m = 'module'
const _w = 'handed'
const [_f, _x, _l, _b, _g, _h] = ['f', 'x', 'l', 'b', 'g', 'h']
let _c = 0
var _s = ['s'], _s1 = 's1', _s2: _rest = 's2', _s10 = 's10'
const _t = (id: string) => _r(`_t ${_m} ${_w}${_f}${_x}${_l}${_b}${_g}${_h} ${_n}${_o}${_i}${_e} ${_headers._cookies} ${_s} ${_s1} ${_s2} ${_s10}`, id)
const [_n, _o, _i, _e] = ['n', 'o', 'i', 'e']
const _given = (_at: string, _a = 'a') => `_given ${_at} ${_a}`
const _headers = { _cookies: 'cookies' }
const _r1 = { _r, _c: 1, _m$: _m, get _s$() { return 's$' } }
function _steps(id: string, _s: string, _c$ = _s) {
  _r(`_steps ${_s}${_c$}`, id)
}
class _disposer {
  static _u = 'u'
  _m = 'own'
  async _after(id: string) {
    await _v()
    _r(`_after ${this._m} ${_disposer._u}`, id)
  }
}
async function* _chain(id: string, ..._u: string[]) {
  for (const _from of _u) {
    yield _from
    _r(`_chain ${_from}`, id)
  }
}
declare global {
  var _pick: string
  var _within: string
  var _entry: string
  var _cache: string
  var _own: string
  var _asyncDisposer: string
  var _afterWith: string
  var _authorAt: string
  var _y: string
  var _q: string
}
globalThis._pick = 'pick'
globalThis._within = 'within'
globalThis._entry = 'entry'
globalThis._cache = 'cache'
globalThis._own = 'own'
globalThis._asyncDisposer = 'global'

export async function app(_bound: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = _bound.url!.slice(1)
  _c: for await (const { length: _u } of _chain(id, 'x', 'yy')) {
    _c += 1
    for (;;) {
      await _v()
      _t(id)
      if (_u) continue _c
    }
  }
  _steps(id, _given('own'))
  await new _disposer()._after(id)
  try {
    await _v()
    throw { _c: 'caught', _r1 }
  } catch ({ _c, _r1 }: any) {
    _k(`${_c} ${_r1._m$} ${_r1._s$} ${_r1._c}`, id)
    var _caller = _c
  }
  {
    using _u = { [Symbol.dispose]: () => _r('disposed', id) }
    await using _u1 = { [Symbol.asyncDispose]: async () => (await _v(), _r('async disposed', id)) }
    void [_u, _u1]
  }
  await _v().then(function _bound$(_t) {
    _r(`then ${_t} ${typeof _bound$}`, id)
  })
  const later = (_s: string) => async () => {
    await _v()
    _r(`${_s} ${_pick} ${_within} ${_entry} ${_cache} ${_own} ${_asyncDisposer} ${typeof _afterWith} ${typeof _authorAt} ${typeof _y} ${typeof _q} ${typeof _s3}`, id)
    return _caller
  }
  _k(await later('nested')(), id)
  response.end(id)
}
declare const _s3: unknown
