// What `farm build` does with farm.config.js.
import { build } from '@farmfe/core'

await build({ configPath: `${import.meta.dirname}/farm.config.js` })
