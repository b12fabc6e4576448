//! Which functions does something call that belongs to no request: a clock, a queue, the process itself? By the names that libraries use.
use super::bindings::Bindings;
use super::nodes::{plain_property, string_value, Node};
use super::schedulers::find_scheduler;

/// What starts later and by itself: node-cron, node-schedule, Bull, Bee-Queue, Agenda, pg-boss, amqplib, KafkaJS.
fn job(method: &str) -> Option<&'static str> {
    match method {
        "schedule" | "scheduleJob" | "cron" => Some("a clock"),
        "process" | "work" | "consume" | "eachMessage" => Some("a queue"),
        _ => None,
    }
}

/// `new Worker('orders', work)` of BullMQ, `new CronJob(…)`, `new Cron(…)`.
fn made(name: &str) -> Option<&'static str> {
    match name {
        "Worker" | "QueueWorker" => Some("a queue"),
        "CronJob" | "Cron" => Some("a clock"),
        _ => None,
    }
}

const LISTENS: [&str; 5] = ["on", "once", "addListener", "prependListener", "prependOnceListener"];

/// `call`: at the top of a module. What calls the functions that it is given.
pub fn find_idle<'a>(call: Node<'a>, bindings: &Bindings<'a>) -> Option<&'static str> {
    let callee = call.callee()?.unwrap();
    let method = if callee.is_member() { plain_property(callee) } else { None };
    if matches!(call, Node::NewExpression(_)) {
        return made(method.or(callee.identifier().map(|name| &*name.sym))?);
    }
    if find_scheduler(callee, bindings).is_some() {
        return Some("a timer");
    }
    let method = method?;
    let root = callee.object().and_then(|object| object.unwrap().identifier());
    let is_process = root.is_some_and(|name| &*name.sym == "process" && bindings.resolve(name).is_none());
    if is_process && LISTENS.contains(&method) {
        return Some("the process");
    }
    match method {
        // `.then(…)` of what a module begins runs when no request does.
        "then" | "catch" | "finally" => return Some("a promise of the module"),
        // `app.listen(3000, () => …)`
        "listen" => return Some("the server when it starts"),
        _ => {}
    }
    // A router has paths.
    let first = call.arguments().first().and_then(|each| string_value(Node::from(each)));
    if first.is_some_and(|path| path.starts_with('/')) {
        return None;
    }
    job(method)
}
