import entry from '@react-router/dev/config/default-rsc-entries/entry.rsc'
import { withAfter } from 'afterword/rsc'

export { unstable_reactRouterServeConfig } from '@react-router/dev/config/default-rsc-entries/entry.rsc'

export default withAfter(entry)
