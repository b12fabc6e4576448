export { handle, handleError } from 'afterword/sveltekit'
