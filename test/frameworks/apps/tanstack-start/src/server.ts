import { createStartHandler, defaultStreamHandler } from '@tanstack/react-start/server'
import { withAfter, withErrors } from 'afterword/tanstack-start'

export default withAfter({ fetch: createStartHandler(withErrors(defaultStreamHandler)) })
