// CommonJS, as it is found in old corners.
const { meet } = require('./meet.ts')

module.exports.deliver = async function deliver(id, send) {
  await meet('legacy')
  await meet('legacy, again')
  send(id)
}
