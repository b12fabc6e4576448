// What the command and Node's loader tell: each typed again as it is advised. `dist/…` stands in node_modules/afterword.
import type { Row } from './row.ts'

export interface Command extends Row {
  /** Behind `node`. */
  before: string[]
  after: string[]
  /** Part of what is printed then. */
  prints: string
}

const cli = 'node_modules/afterword/dist/transform/cli/main.js'

export const commands: Record<string, Command> = {
  'bad-command': {
    before: [cli, 'chekc'],
    advice: 'See npx afterword --help',
    after: [cli, '--help'],
    prints: 'afterword check [DIR]',
  },
  'no-folder': {
    before: [cli, 'check', 'nowhere'],
    advice: 'Give the folder of your project, for example: npx afterword check src',
    after: [cli, 'check', 'src'],
    prints: 'Nothing is wrong.',
  },
  'no-file': {
    before: [cli, 'explain', 'src'],
    advice: 'Give the path of one file, for example: npx afterword explain src/app.ts',
    after: [cli, 'explain', 'src/app.ts'],
    prints: 'What R1 to R16 say: node_modules/afterword/transform/README.md',
  },
  'own-runtime': {
    before: [cli, 'explain', 'node_modules/afterword/dist/runtime/index.js'],
    advice: 'Explain a file of your own',
    after: [cli, 'explain', 'src/app.ts'],
    prints: 'src/app.ts',
  },
  'missing-babel': {
    before: [cli, 'explain', 'src/app.ts', '--engine', 'babel'],
    advice: 'leave --engine out: the default engine needs nothing else',
    after: [cli, 'explain', 'src/app.ts'],
    prints: 'src/app.ts',
  },
  'missing-swc': {
    before: [cli, 'explain', 'src/app.ts', '--engine', 'swc'],
    advice: 'leave --engine out: the default engine needs nothing else',
    after: [cli, 'explain', 'src/app.ts'],
    prints: 'src/app.ts',
  },
}
