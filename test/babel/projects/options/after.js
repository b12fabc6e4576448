// An application's own module that hands after() on.
export { after } from 'afterword'
