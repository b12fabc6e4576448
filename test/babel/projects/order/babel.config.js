// Everything that lowers comes before afterword in the list; afterword still comes first, because it works on entering the program.
export default {
  presets: [['@babel/preset-typescript', { rewriteImportExtensions: true }]],
  plugins: [
    '@babel/plugin-transform-typescript',
    '@babel/plugin-transform-explicit-resource-management',
    '@babel/plugin-transform-async-generator-functions',
    '@babel/plugin-transform-async-to-generator',
    '@babel/plugin-transform-class-properties',
    '@babel/plugin-transform-private-methods',
    '@babel/plugin-transform-class-static-block',
    '@babel/plugin-transform-classes',
    '@babel/plugin-transform-arrow-functions',
    'afterword/babel',
  ],
}
