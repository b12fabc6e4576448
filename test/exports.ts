// What package.json names in `exports`, with its conditions, and in `bin`.

export interface Target {
  /** `./node`, or `bin afterword`. */
  name: string
  /** From the outside in; none for what is the same everywhere. */
  conditions: string[]
  /** `./dist/runtime/hosts/node.js` */
  file: string
}

type Exported = string | { [condition: string]: Exported }

interface Manifest {
  exports: Record<string, Exported>
  bin: Record<string, string>
}

export function findTargets({ exports, bin }: Manifest): Target[] {
  return [
    ...Object.entries(exports).flatMap(([name, value]) => flatten(name, value)),
    ...Object.entries(bin).flatMap(([name, value]) => flatten(`bin ${name}`, value)),
  ]
}

function flatten(name: string, value: Exported, conditions: string[] = []): Target[] {
  if (typeof value === 'string') return [{ name, conditions, file: value }]
  return Object.entries(value).flatMap(([condition, inner]) =>
    flatten(name, inner, [...conditions, condition]),
  )
}
