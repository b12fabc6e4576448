/** Where in a file something stands. */

/** Line (from 1) of an offset. */
export function lineFinder(code: string): (offset: number) => number {
  let starts: number[] | null = null
  return (offset) => {
    starts ??= findLines(code)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

function findLines(code: string): number[] {
  const starts = [0]
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
