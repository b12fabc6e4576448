import { createBuilder } from 'vite'

await (await createBuilder()).buildApp()
