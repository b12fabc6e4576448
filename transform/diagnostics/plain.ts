/** What is printed for a person: names of files and text of programs cannot drive the terminal, turn its direction or hide. */

// Control characters but line break and tab, separators of lines, what is not seen. Not the joiners of scripts and of emoji.
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu

/** The colours that `paint` gives, and nothing else that begins with ESC. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with one
const PAINTED = /(\x1b\[(?:[0-4]|2[2-4]|3[1-9]|9[0-7])m)/

function escaped(char: string): string {
  const code = char.codePointAt(0) as number
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** As it is, in its lines, but for what would not be seen: that is escaped. */
export const plain = (text: string): string => text.replace(UNSEEN, escaped)

/** The same for text that was painted. */
export const plainPainted = (text: string): string =>
  text
    .split(PAINTED)
    .map((part, index) => (index % 2 ? part : plain(part)))
    .join('')
