//! Names that documentation gives to what a handler is handed, and what is done with each: rows of a table.

/// The body of a request is read; the head of a response is changed; a request is answered.
#[derive(Clone, Copy)]
pub enum TooLate {
    Body,
    Head,
    Answer,
}

/// Names, paths from there, what that does, and the least number of arguments with which it does.
pub struct Row(&'static str, &'static str, TooLate, usize);

pub fn is_word(words: &str, word: &str) -> bool {
    words.split(' ').any(|each| each == word)
}

pub fn kind_of(rows: &[Row], name: &str, path: &str, count: usize) -> Option<TooLate> {
    let row = rows
        .iter()
        .find(|Row(names, paths, _, least)| count >= *least && is_word(names, name) && is_word(paths, path));
    row.map(|Row(_, _, kind, _)| *kind)
}

pub const RESPONSES: &str = "res response reply resp rep";
pub const EDITS: &str = "headers.set headers.append headers.delete";

pub const CALLED: &[Row] = &[
    Row("res response reply resp rep", "setHeader setHeaders appendHeader removeHeader writeHead flushHeaders cookie setCookie clearCookie removeHeader headers.set headers.append headers.delete cookies.set cookies.delete raw.setHeader raw.setHeaders raw.appendHeader raw.removeHeader raw.writeHead raw.flushHeaders", TooLate::Head, 0),
    Row("res response reply resp rep", "status code type vary links location attachment trailer", TooLate::Head, 1),
    Row("res response reply resp rep", "set append header", TooLate::Head, 2),
    Row("res response reply resp rep", "end write send sendStatus sendFile sendfile download render redirect jsonp hijack callNotFound raw.end raw.write", TooLate::Answer, 0),
    Row("res response reply resp rep", "json format", TooLate::Answer, 1),
    Row("ctx context", "res.setHeader res.setHeaders res.appendHeader res.removeHeader res.writeHead res.flushHeaders res.cookie res.setCookie res.clearCookie res.removeHeader", TooLate::Head, 0),
    Row("ctx context", "res.status res.code res.type res.vary res.links res.location res.attachment res.trailer", TooLate::Head, 1),
    Row("ctx context", "res.set res.append res.header", TooLate::Head, 2),
    Row("ctx context", "res.end res.write res.send res.sendStatus res.sendFile res.sendfile res.download res.render res.redirect res.jsonp res.hijack res.callNotFound", TooLate::Answer, 0),
    Row("ctx context", "res.json res.format", TooLate::Answer, 1),
    Row("ctx context", "response.set response.append response.remove flushHeaders", TooLate::Head, 0),
    Row("ctx context", "redirect response.redirect attachment", TooLate::Answer, 1),
    Row("c", "status", TooLate::Head, 1),
    Row("c", "header", TooLate::Head, 2),
    Row("c", "notFound", TooLate::Answer, 0),
    Row("c ctx", "json text html body redirect newResponse render", TooLate::Answer, 1),
    Row("c ctx context event", "res.headers.set res.headers.append res.headers.delete cookies.set cookies.delete", TooLate::Head, 0),
    Row("event", "node.res.setHeader node.res.setHeaders node.res.appendHeader node.res.removeHeader node.res.writeHead node.res.flushHeaders", TooLate::Head, 0),
    Row("event", "node.res.end node.res.write respondWith", TooLate::Answer, 0),
    Row("cookies", "set delete", TooLate::Head, 0),
    Row("req request", "json text formData arrayBuffer blob bytes body.getReader body.pipeTo body.pipeThrough", TooLate::Body, 0),
    Row("event", "req.json req.text req.formData req.arrayBuffer req.blob req.bytes request.json request.text request.formData request.arrayBuffer request.blob request.bytes", TooLate::Body, 0),
];

/// Hono keeps what it has read: a second time is none too late.
pub const READ_ONCE: &[Row] = &[Row(
    "c",
    "req.json req.text req.formData req.arrayBuffer req.blob req.bytes req.parseBody",
    TooLate::Body,
    0,
)];

/// What is written to; a plain `status` counts if a number is.
pub const ASSIGNED: &[Row] = &[
    Row("res response reply resp rep", "statusCode statusMessage", TooLate::Head, 0),
    Row("ctx context", "body response.body", TooLate::Answer, 0),
    Row("ctx context", "status", TooLate::Head, 1),
    Row("ctx context", "response.status response.type response.message res.statusCode", TooLate::Head, 0),
    Row("c", "res", TooLate::Answer, 0),
    Row("event", "res.status res.statusText node.res.statusCode", TooLate::Head, 0),
];

/// Functions that do the same with what they are given first.
const PACKAGES: [&str; 4] = ["h3", "nitro", "nitropack", "hono/cookie"];

pub fn is_package(source: &str) -> bool {
    let is_of = |package: &&str| {
        source.strip_prefix(*package).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    PACKAGES.iter().any(is_of)
}

pub const HELPERS: &[Row] = &[
    Row("readBody readRawBody readFormData readMultipartFormData readValidatedBody", "", TooLate::Body, 0),
    Row("setCookie setSignedCookie deleteCookie", "", TooLate::Head, 0),
    Row("setHeader setHeaders setResponseHeader setResponseHeaders setResponseStatus", "", TooLate::Head, 0),
    Row("appendHeader appendHeaders appendResponseHeader appendResponseHeaders", "", TooLate::Head, 0),
    Row("removeResponseHeader clearResponseHeaders writeEarlyHints", "", TooLate::Head, 0),
    Row("send sendRedirect sendStream sendError sendNoContent sendWebResponse", "", TooLate::Answer, 0),
];
