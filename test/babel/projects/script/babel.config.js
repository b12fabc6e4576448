// Sources that are scripts: what they need of afterword comes by require().
module.exports = { sourceType: 'unambiguous', plugins: ['afterword/babel'] }
