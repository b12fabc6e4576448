/**
 * `afterword check`: every `after()` of a project, traced to the entries that reach it.
 *
 *     files ──read──▶ units and what they mention ──link──▶ graph ──trace──▶ ways, and what is wrong
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Diagnostic, UserError } from '../diagnostics/diagnostic.ts'
import { nameOf } from '../files.ts'
import { compareJobs } from '../jobs/compare.ts'
import { listFileOf } from '../jobs/list.ts'
import { findJobs } from '../manifest.ts'
import { isSelected, namesPackages, resolveOptions } from '../options.ts'
import { findPresets, withPresets } from '../presets.ts'
import { readSettings } from '../settings.ts'
import { findClientReach } from './client.ts'
import { readConfiguration } from './configuration.ts'
import { isPackage, packageOf } from './foreign.ts'
import type { After, Module, Unit } from './graph.ts'
import { createResolver } from './imports.ts'
import { type FoundJob, findTwins } from './jobs.ts'
import { link } from './link.ts'
import { createIsServedByNext } from './next.ts'
import { findProblems } from './problems.ts'
import { isSource, readProject, type Settings } from './read.ts'
import { findSources } from './sources.ts'
import { findStarts } from './starts.ts'
import { findUsers, isWeak, type Trace, trace, type Users } from './trace.ts'
import type { Draft } from './units.ts'
import { createFindUnnamedRoute } from './unnamed.ts'

export interface Checked {
  /** The folder, as it was given. */
  folder: string
  files: number
  /** The durable tasks of all files. */
  jobs: readonly FoundJob[]
  /** Whether the project has `afterword.jobs.json`. */
  isListed: boolean
  traces: Trace[]
  /** Errors first, then by place. */
  diagnostics: Diagnostic[]
}

/**
 * @param folder the root of a project, or a part of it; options stand in the field `afterword` of the nearest `package.json`
 * @throws UserError (AFTERWORD_NO_FOLDER) where there is no such folder, or no source below it; (AFTERWORD_BAD_PLUGIN_OPTION)
 */
export function check(folder: string): Checked {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UserError('no-folder', { problem: `${folder} is not a folder.` })
  // What imports lead to is known by its real path.
  const root = realpathSync(path.resolve(folder))
  const given = readSettings(root)
  const base = nameOf(root, process.cwd()).startsWith('..') ? root : process.cwd()
  const { files: roots, pages } = findSources(root)
  if (roots.length === 0)
    throw new UserError('no-folder', { problem: `There is no TypeScript or JavaScript below ${folder}.` })
  const own = readConfiguration(given.root, given.options)
  const packages = findPresets(own.options, given.root)
  const options = resolveOptions(withPresets(own.options, packages), given.root)
  const resolve = createResolver(new Set(roots))
  const scripts = findScripts(pages, base)
  const settings = { base, root: given.root, options, resolve, scripts }
  const { files, drafts, jobs, diagnostics } = readProject(roots, settings, 'above')
  let graph = buildGraph(drafts, settings)
  let traces = graph.afters.map((after) => trace(after, graph.users))
  if (graph.isUnread || !traces.every(hasEntry)) {
    // Where names lead to no entry, methods are followed by their name alone, in whatever file: `this.orders.save()`.
    graph = buildGraph(readProject(roots, settings, 'all').drafts, settings)
    const loose = addMethods(graph)
    traces = graph.afters.map((after) => {
      const traced = trace(after, graph.users)
      const again = hasEntry(traced) ? traced : trace(after, loose)
      return hasEntry(again) ? again : traced
    })
  }
  const starts = new Map(graph.afters.map((after) => [after, findStarts(after, graph.users)]))
  const reaches = findClientReach(graph.modules)
  const told = new Set(diagnostics.filter(({ code }) => SAID.has(code)).map(({ place }) => place))
  // Which of a router's middleware is compiled nobody knows where the user names packages.
  const namesRouters = namesPackages(resolveOptions(own.options, given.root))
  const problems = findProblems({
    traces,
    starts,
    reaches,
    told,
    isServedByNext: createIsServedByNext(),
    lineFor: (source) => own.lineFor(packageOf(source) ?? source),
    findUnnamedRoute: namesRouters ? () => null : createFindUnnamedRoute(graph.modules),
  })
  const compared = compareJobs(findJobs(given.root, withPresets(own.options, packages)), given.root, base)
  return {
    folder,
    files,
    jobs,
    isListed: existsSync(listFileOf(given.root)),
    traces: traces.toSorted(byPlace),
    diagnostics: sort([...diagnostics, ...findTwins(jobs), ...compared, ...problems]),
  }
}

interface Graph {
  drafts: Draft[]
  modules: Module[]
  units: Unit[]
  afters: After[]
  users: Users
  /** A function is given to what a file makes that was not drafted. */
  isUnread: boolean
}

function buildGraph(made: ReadonlyMap<string, Draft>, { options, resolve }: Settings): Graph {
  const isOurs = (source: string, name: string): boolean => name === 'after' && isSource(source, options)
  const isLeft = (source: string): boolean =>
    isPackage(source) && !isSelected(`node_modules/${packageOf(source)}/`, options)
  const isUnread = link(made, resolve, isOurs, isLeft)
  const drafts = [...made.values()]
  const modules = drafts.map(({ module }) => module)
  const units = modules.flatMap((module) => module.units)
  for (const unit of units) {
    const by = unit.unnamed?.module
    if (by && modules.some(({ code }) => code.includes(by))) unit.unnamed = null
  }
  const afters = units.flatMap((unit) => unit.afters)
  return { drafts, modules, units, afters, users: findUsers(units), isUnread }
}

const hasEntry = ({ after, ways }: Trace): boolean =>
  after.carried || ways.some(({ entry }) => !isWeak(entry))

/** The modules that pages load, with the name of the page. */
function findScripts(pages: readonly string[], base: string): Map<string, string> {
  const scripts = new Map<string, string>()
  for (const page of pages)
    for (const [, source = ''] of readFileSync(page, 'utf8').matchAll(
      /<script\b[^>]*\bsrc=["']?([^"'\s>]+)/g,
    ))
      scripts.set(path.join(path.dirname(page), source), nameOf(page, base))
  return scripts
}

function addMethods({ users, units, drafts }: Graph): Users {
  const methods = new Map<string, Unit[]>()
  for (const { uses } of units)
    for (const { to, key } of uses)
      if (key !== null && to.kind === 'function') methods.set(key, [...(methods.get(key) ?? []), to])
  const all = new Map([...users].map(([unit, steps]) => [unit, [...steps]]))
  for (const { from, key, at } of drafts.flatMap(({ loose }) => loose))
    for (const to of methods.get(key) ?? []) {
      const step = { from, use: { to, at, how: 'may call' as const, key: null, given: null } }
      all.set(to, [...(all.get(to) ?? []), step])
    }
  return all
}

const byPlace = ({ after: a }: Trace, { after: b }: Trace): number =>
  a.unit.module.name.localeCompare(b.unit.module.name, 'en', { numeric: true }) || a.at[0] - b.at[0]

/** What of this is known of a file by itself. */
const SAID = new Set(['AFTERWORD_LOST_REFERENCE', 'AFTERWORD_WITHOUT_REQUEST'])
const LEVELS = ['error', 'warning', 'info']

const sort = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.toSorted(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      a.place.localeCompare(b.place, 'en', { numeric: true }),
  )
