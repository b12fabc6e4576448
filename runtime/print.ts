// What is printed. A line says what we know of a request, which chose its own path: so it is no format string, and one line whatever is in it.

// Control characters, separators of lines, what turns the direction of text or is not seen, halves of characters. Not the joiners of scripts
// and of emoji.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu

function escaped(char: string): string {
  const code = char.codePointAt(0) as number
  if (char === '\n') return '\\n'
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** As it is, but for what would end its line, drive a terminal or show something else: that is escaped. */
export function plain(text: string): string {
  // Nearly always.
  return /^[ -~]*$/.test(text) ? text : text.replace(UNSEEN, escaped)
}

/** Prints a line, and what was thrown. Printing that throws (a getter of what was thrown, a closed pipe) stops nothing. */
export function print(level: 'error' | 'warn', line: unknown, ...thrown: unknown[]): void {
  const { console } = globalThis
  try {
    if (thrown.length) console?.[level]('%s', line, ...thrown)
    else console?.[level](line)
  } catch {
    try {
      console?.[level](`${line} (what was thrown cannot be printed)`)
    } catch {}
  }
}
