// The forms in which handlers are written whose parameters give the request no name.

/** Of what is called with a request and something to answer with. */
export const usual = ['none', 'pattern', 'two', 'default', 'later', 'rest', 'arguments', 'wrapped']
/** A request is all that it is called with. */
export const one = usual.filter((form) => form !== 'two' && form !== 'later')
