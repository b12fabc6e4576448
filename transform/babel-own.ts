/**
 * A package of a workspace has no `afterword` beside it, and is compiled all the same: what compiling adds is found by its path there. Only
 * for those who run, or bundle, what Babel gives them: a package that is written to files names what its users install.
 */
import path from 'node:path'
import { type Node, walk } from './analyze/nodes.ts'
import { isInstalled, ownTarget } from './bundlers/own-names.ts'

const IN_PLACE = /^(?:babel-jest|babel-loader|@babel\/register|@rollup\/plugin-babel|rollup-plugin-babel)$/
/** What compiled code imports that its author has not written. */
const EMITTED = /^afterword\/(?:compiled|next\/(?:server|headers))$/

/** @param caller who asked Babel, as it says of itself */
export const runsInPlace = (caller: string | undefined): boolean =>
  caller !== undefined && IN_PLACE.test(caller)

/** Lets names of ours that nothing near the file answers to lead to our files. */
export function locateOwn(program: Node, filename: string): void {
  const folder = path.dirname(filename)
  walk(program, ({ type, source, callee, arguments: given }) => {
    const isRequire = type === 'CallExpression' && (callee.name === 'require' || callee.type === 'Import')
    const name = (isRequire ? given[0] : source) as Node | null | undefined
    if (name?.type !== 'StringLiteral' || !EMITTED.test(name.value) || isInstalled(name.value, folder)) return
    const target = ownTarget(name.value)
    if (target !== null) name.value = target
  })
}
