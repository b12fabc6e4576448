// The versions that package.json promises, each installed by itself: the oldest and the newest of every major.

import { join } from 'node:path'

import { type Installed, installPackages } from '../../install.ts'

const root = join(import.meta.dirname, '../../..')

export const isFull: boolean = process.env.AFTERWORD_FULL === '1'

/** Folders beside this file. `newest` is the one of the project. */
export const vites: readonly string[] = ['6.0', '6.4', '7.0', '7.3', '8.0', '8.2', 'newest']

/** @param name of a folder beside this file */
export const openVersion = (name: string): Promise<Installed> =>
  name.endsWith('newest')
    ? Promise.resolve({ folder: root, missing: null })
    : installPackages(join(import.meta.dirname, name, 'package.json'), join(root, '.cache/versions'))
