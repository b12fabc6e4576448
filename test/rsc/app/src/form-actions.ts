'use server'

import { nobody, tell } from './forms.tsx'

interface Given {
  length: number
}

export const none = async (): Promise<void> => void tell('none')

export const pattern = async ({ length }: Given): Promise<void> => void tell(`pattern ${length}`)

export const defaults = async ({ length }: Given = nobody): Promise<void> => void tell(`default ${length}`)

export const rest = async (...all: [Given]): Promise<void> => void tell(`rest ${all.length}`)

export async function argumentsOf(): Promise<void> {
  // biome-ignore lint/complexity/noArguments: a form of its own
  tell(`arguments ${arguments.length}`)
}
