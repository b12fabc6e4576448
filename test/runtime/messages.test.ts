import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generate, parseMessage, readMessages } from '../../transform/diagnostics/generate.ts'

describe('messages', () => {
  it.each([...generate()])('%s is current: `npm run messages`', (url, text) => {
    expect(readFileSync(new URL(url), 'utf8')).toBe(text)
  })

  it('each have a code of their slug, a reason and a next step', () => {
    const messages = readMessages()
    expect(messages.length).toBeGreaterThan(15)
    for (const { code, slug, message, why, todo } of messages) {
      expect(code).toBe(`AFTERWORD_${slug.split('.')[0]?.toUpperCase().replaceAll('-', '_')}`)
      expect(message).toMatch(/\S/)
      expect([why, todo].filter((text) => text.length < 3)).toEqual([])
    }
  })

  it('that lack a part are refused', () => {
    const whole =
      '---\nlevel: error\nwhere: runtime\n---\n# a sentence\n\n## Why\nReason.\n\n## What to do\nThis.\n'
    expect(parseMessage('some-slug', whole)).toMatchObject({
      code: 'AFTERWORD_SOME_SLUG',
      message: 'a sentence',
      why: 'Reason.',
      todo: 'This.',
    })
    for (const part of [
      'level: error\n',
      'where: runtime\n',
      '# a sentence\n',
      '## Why\nReason.\n',
      '## What to do\n',
    ]) {
      expect(() => parseMessage('some-slug', whole.replace(part, ''))).toThrow('messages/some-slug.md has no')
    }
    expect(() => parseMessage('some-slug', whole.replace('level: error', 'level: loud'))).toThrow('level')
  })
})
