import { tell } from '../../../forms/tell.ts'

export default async (...all: unknown[]) => tell(`rest ${all.length}`)
