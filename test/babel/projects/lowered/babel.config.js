const env = ['@babel/preset-env', { targets: { node: '6' }, modules: false }]
const typescript = ['@babel/preset-typescript', { rewriteImportExtensions: true }]

/** How afterword comes too late, and how it does not. */
const ways = {
  // Each preset in a pass of its own, one after the other.
  'a later pass': { passPerPreset: true, presets: [env, { plugins: ['afterword/babel'] }, typescript] },
  'the first pass': { passPerPreset: true, presets: [{ plugins: ['afterword/babel'] }, env, typescript] },
  'the plugins of a config with passes': { passPerPreset: true, presets: [env, typescript], plugins: ['afterword/babel'] },
  'lowered before': { presets: [env, typescript] },
  afterwards: { plugins: ['afterword/babel'] },
}

export default (api) => {
  api.cache.using(() => process.env.WAY)
  return ways[process.env.WAY]
}
