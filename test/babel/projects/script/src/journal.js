const { after, currentScope } = require('afterword')
const journal = (exports.journal = [])
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
exports.note = async (what, id) => {
  await pause(2)
  journal.push({ what, id, scope: currentScope() && currentScope().name })
}
exports.task = async function (what, id) {
  for (var i = 0; i < 2; i++) {
    await pause(i)
    after(exports.note.bind(null, what + i, id))
    after(() => exports.note(what, id))
  }
}
