export { foreignH3 as default } from '../../foreign.js'
