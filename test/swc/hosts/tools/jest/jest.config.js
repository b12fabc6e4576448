export default {
  testMatch: ['**/shop.test.js'],
  transform: { '^.+\\.[jt]sx?$': '@swc/jest' },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
}
