/** Colours for a terminal: none elsewhere, none with NO_COLOR, some everywhere with FORCE_COLOR. */
import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

function isPainted(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env
  if (NO_COLOR) return false
  return FORCE_COLOR ? FORCE_COLOR !== '0' : process.stdout.isTTY === true
}

export const paint = (style: Style, text: string): string => (isPainted() ? unchecked(style, text) : text)

/** Newer Nodes look at stdout themselves, older ones know no options. */
function unchecked(style: Style, text: string): string {
  return (styleText as (style: Style, text: string, options: object) => string)(style, text, {
    validateStream: false,
  })
}
