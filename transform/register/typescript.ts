/** Files that this Node does not run without another loader. */
import Module from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../diagnostics/diagnostic.ts'

/** @returns what to throw for an error of Node's, given the file that it was about */
export function explain(error: unknown, url: string): unknown {
  const unknown = (error as { code?: string } | null)?.code === 'ERR_UNKNOWN_FILE_EXTENSION'
  const file = url.replace(/[?#].*$/, '')
  return unknown && /\.(?:[cm]?ts|[jt]sx)$/.test(file) ? refusal(fileURLToPath(file)) : error
}

/** @throws UserError (AFTERWORD_NO_TYPESCRIPT) for a file that is required and that Node would read as if it were JavaScript */
export function assertRunnable(filename: string): void {
  const extension = path.extname(filename)
  if (/^\.[cm]?ts$/.test(extension) && process.features.typescript) return
  const loaders = (Module as unknown as { _extensions: Record<string, unknown> })._extensions
  if (/^\.(?:[cm]?ts|[jt]sx)$/.test(extension) && !(extension in loaders)) throw refusal(filename)
}

function refusal(file: string): UserError {
  const because = file.endsWith('x') ? 'it has no JSX' : 'it does not strip types'
  const error = new UserError('no-typescript', { version: process.versions.node, file, because })
  // Nothing but the message: the stack would show Node's loader and ours.
  error.stack = `${error.name}: ${error.message}`
  return error
}
