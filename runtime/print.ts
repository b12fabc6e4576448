// What is printed. A line says what we know of a request, which chose its own path: so it is no format string, and one line whatever is in it.

function escaped(char: string): string {
  const code = char.codePointAt(0) as number
  if (char === '\n') return '\\n'
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** As it is, but for what would end its line, drive a terminal or show something else: that is escaped. */
export function plain(text: string): string {
  // Nearly always.
  if (/^[ -~]*$/.test(text)) return text
  // Control characters, separators of lines, what turns the direction of text or is not seen, halves of characters. Not the joiners of scripts
  // and of emoji. In here: lowered for older engines it is a call, which a bundler keeps for whoever imports a message.
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu, escaped)
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
