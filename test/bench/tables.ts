// What benches print.

/** The first column to the left, numbers to the right. */
export function align(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0)),
  )
  return table
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export const verdict = (holds: boolean, aim: string, found: string): string =>
  `  ${holds ? 'holds ' : 'MISSED'}  ${aim}: ${found}`

export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}%`

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`
