//! Which expressions are read as text, and which functions are sent elsewhere as text? What is read for people alone, in an error or a log,
//! is not meant: it runs nowhere.
use super::names::{key_of, member_name, name_of, source_of, text_of_name};
use super::senders::sender_of;
use super::Finder;
use crate::analyze::nodes::{key_name, string_value, Name, Node};
use swc_core::ecma::ast::*;

/// How sure it is that a text is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is read for certain.
    Text,
    /// Unless it shows that it runs here.
    Sent,
    /// Only if it shows that it runs in a page.
    Page,
}

/// How the text of something is used.
#[derive(Clone)]
pub struct Sink {
    pub because: String,
    pub kind: Kind,
}

fn text(because: &str) -> Sink {
    Sink { because: because.into(), kind: Kind::Text }
}

const TO_STRING: &str = "its source text is read with .toString()";
const STRING: &str = "its source text is read with String()";
const TEMPLATE: &str = "its source text is read by a template literal";
const ADDED: &str = "its source text is added to a string";
const LIST: &str = "its source text is read with the list that it is in";
const DATABASE: &str = "its source text is sent to the database";
const RESPONSE: &str = "its source text is the body of a Response";

/// What makes text of its first argument.
const GLOBALS: [&str; 5] = ["String", "encodeURIComponent", "encodeURI", "escape", "btoa"];
/// Tags that give back text of code.
const CODE_TAGS: [&str; 15] = [
    "js",
    "javascript",
    "script",
    "source",
    "code",
    "raw",
    "dedent",
    "outdent",
    "endent",
    "undent",
    "stripIndent",
    "stripIndents",
    "trimIndent",
    "codeBlock",
    "oneLine",
];

impl<'a> Finder<'a, '_> {
    pub fn look(&mut self, node: Node<'a>) {
        match node {
            Node::CallExpression(_) | Node::OptionalCallExpression(_) | Node::NewExpression(_) => {
                self.look_at_call(node)
            }
            Node::TemplateLiteral(template) => {
                for each in &template.exprs {
                    self.read(Node::from(&**each), &text(TEMPLATE), node);
                }
            }
            Node::TaggedTemplateExpression(tagged) => self.look_at_tagged(tagged),
            // A function that is added to anything is added as text; nobody adds one to a number.
            Node::BinaryExpression(sum) => {
                let sides = [Node::from(&*sum.left), Node::from(&*sum.right)];
                if !sides.iter().any(|side| matches!(side, Node::NumericLiteral(_))) {
                    sides.into_iter().for_each(|side| self.read(side, &text(ADDED), node));
                }
            }
            Node::AssignmentExpression(assignment) => {
                self.read(Node::from(&*assignment.right), &text(ADDED), node)
            }
            // `{ $function: { body: fn } }`
            Node::ObjectProperty(_) | Node::ShorthandProperty(_) | Node::ObjectMethod(_) => {
                let value = if node.is_function() { Some(node) } else { node.value() };
                let deep = key_of(node) != Some(Name::Plain("$where"));
                if let Some(value) = value {
                    self.send(value, &text(DATABASE), deep);
                }
            }
            _ => {}
        }
    }

    fn look_at_call(&mut self, call: Node<'a>) {
        let Some(callee) = call.callee().map(Node::unwrap) else { return };
        let args = call.arguments();
        let first = args.first().map(Node::from);
        if let Some(name) = callee.identifier().filter(|name| self.bindings.resolve(name).is_none()) {
            self.look_at_global(&name.sym, call);
        }
        let method = if callee.is_member() { member_name(callee) } else { None };
        if let (Some(method), Some(object)) = (method, callee.object().map(Node::unwrap)) {
            self.look_at_method(method.plain().unwrap_or_default(), object, call);
        }
        let named = callee.is_member() || callee.identifier().is_some();
        let Some(name) = name_of(callee).filter(|_| named).and_then(Name::plain) else { return };
        if matches!(name, "mapReduce" | "command" | "runCommand" | "adminCommand") {
            self.look_for_database(args, name);
        }
        if let Some(first) = first.filter(|_| name == "Code" && self.is_of_database(callee)) {
            self.send(first, &text(DATABASE), false);
        }
        let Some(sender) = sender_of(call, name, self.bindings, self.code) else { return };
        let because = format!("its source text is sent elsewhere by {}()", sender.name);
        let sink = Sink { because, kind: sender.kind };
        for each in args.iter().map(Node::from) {
            // What comes behind it is called here: WebDriver's `execute(fn, [], done)`.
            if self.send(each, &sink, sender.deep) && !sender.deep {
                break;
            }
        }
        for each in args.iter().map(Node::from) {
            for key in sender.keys {
                self.send_member(each, key, &sink);
            }
        }
    }

    /// A call of a name that nothing in the file binds.
    fn look_at_global(&mut self, name: &str, call: Node<'a>) {
        let args = call.arguments();
        let Some(first) = args.first().map(Node::from) else { return };
        if GLOBALS.contains(&name) {
            self.read(first, &text(STRING), call);
        }
        if name == "Function" {
            args.iter().for_each(|each| self.read(Node::from(each), &text(STRING), call));
        }
        if !matches!(call, Node::NewExpression(_)) {
            return;
        }
        match name {
            "Blob" | "File" => self.read_list(first, call),
            "Response" => {
                self.send(first, &text(RESPONSE), false);
            }
            _ => {}
        }
    }

    fn look_at_method(&mut self, method: &str, object: Node<'a>, call: Node<'a>) {
        let args = call.arguments();
        let given = |at: usize| args.get(at).map(Node::from);
        match method {
            "toString" | "toLocaleString" if args.is_empty() => self.read(object, &text(TO_STRING), call),
            "concat" if self.is_text(object) => {
                args.iter().for_each(|each| self.read(Node::from(each), &text(ADDED), call))
            }
            "join" if args.len() <= 1 => self.read_list(object, call),
            "map" => {
                if given(0).is_some_and(|first| self.bindings.is_global(first.unwrap(), "String")) {
                    self.read_list(object, call);
                }
            }
            "call" | "apply" => {
                if let Some(first) = given(0).filter(|_| self.is_to_string(object)) {
                    self.read(first, &text(TO_STRING), call);
                }
                let reflects = method == "apply" && self.bindings.is_global(object, "Reflect");
                let reads = reflects && given(0).is_some_and(|first| self.is_to_string(first.unwrap()));
                if let Some(second) = given(1).filter(|_| reads) {
                    self.read(second, &text(TO_STRING), call);
                }
            }
            _ => {}
        }
    }

    fn read_list(&mut self, list: Node<'a>, at: Node<'a>) {
        for each in self.values.elements(list) {
            self.read(each.node, &text(LIST), at);
        }
    }

    /// `` js`(${fn})()` ``: the function itself is handed to any other tag.
    fn look_at_tagged(&mut self, tagged: &'a TaggedTpl) {
        let name = name_of(Node::from(&*tagged.tag)).and_then(Name::plain);
        let is_code = name.is_some_and(|name| CODE_TAGS.contains(&name));
        let mut all = String::new();
        for (at, each) in tagged.tpl.exprs.iter().enumerate() {
            let quasi = |at: usize| tagged.tpl.quasis.get(at).map_or("", |quasi| &*quasi.raw);
            let (before, after) = (quasi(at), quasi(at + 1));
            all.push_str(before);
            // `(${fn})(…)`, or between `<script>` and its end.
            let is_called = before.trim_end().ends_with('(')
                && after
                    .trim_start()
                    .strip_prefix(')')
                    .is_some_and(|rest| rest.trim_start().starts_with('('));
            let in_script = all.rfind("<script") > all.rfind("</script");
            if is_code || is_called || in_script {
                self.read(Node::from(&**each), &text(TEMPLATE), Node::TemplateLiteral(&tagged.tpl));
            }
        }
    }

    fn look_for_database(&mut self, args: &'a [ExprOrSpread], method: &str) {
        for each in args.iter().map(Node::from) {
            let is_command = match each {
                Node::ObjectExpression(object) => object.props.iter().map(Node::from).any(|one| {
                    let key = one.key().filter(|_| !one.is_computed());
                    let key = key.and_then(key_name).and_then(Name::plain);
                    matches!(key, Some("mapReduce" | "mapreduce"))
                }),
                _ => false,
            };
            if method != "mapReduce" && !is_command {
                continue;
            }
            if method == "mapReduce" {
                self.send(each, &text(DATABASE), false);
            }
            for key in ["map", "reduce", "finalize"] {
                self.send_member(each, key, &text(DATABASE));
            }
        }
    }

    /// bson's `Code`, however it is reached.
    fn is_of_database(&self, callee: Node<'a>) -> bool {
        if callee.is_member() {
            let object = callee.object().map(text_of_name).unwrap_or_default().to_ascii_lowercase();
            return object == "bson" || object.starts_with("mongo");
        }
        let binding = callee.identifier().and_then(|name| self.bindings.resolve(name));
        let source = binding.and_then(source_of);
        source.is_some_and(|source| source.contains("bson") || source.contains("mongo"))
    }

    /// `Function.prototype.toString`, or a name for it; not that of objects, which tells no text.
    fn is_to_string(&self, expression: Node<'a>) -> bool {
        let is_member = |node: Node<'a>| {
            node.is_member()
                && member_name(node) == Some(Name::Plain("toString"))
                && !node.object().is_some_and(is_objects)
        };
        let node = expression.unwrap();
        let Some(name) = node.identifier() else { return is_member(node) };
        let Some(binding) = self.bindings.resolve(name) else { return false };
        let Some(init) = binding.init.map(Node::unwrap) else { return false };
        match binding.key {
            Some(key) => key == Name::Plain("toString") && !is_objects(init),
            None => is_member(init),
        }
    }

    /// What is text whatever happens, or is declared as such.
    fn is_text(&self, expression: Node<'a>) -> bool {
        let is_literal =
            |node: Node<'a>| string_value(node).is_some() || matches!(node, Node::TemplateLiteral(_));
        let node = expression.unwrap();
        if let Node::BinaryExpression(BinExpr { op, .. }) = node {
            return *op == BinaryOp::Add;
        }
        let init = node.identifier().and_then(|name| self.bindings.resolve(name)?.init);
        is_literal(node) || init.is_some_and(|init| is_literal(init.unwrap()))
    }
}

fn is_objects(expression: Node) -> bool {
    let node = expression.unwrap();
    if let Node::ObjectExpression(_) = node {
        return true;
    }
    let is_prototype = node.is_member() && member_name(node) == Some(Name::Plain("prototype"));
    is_prototype && node.object().is_some_and(|object| text_of_name(object) == "Object")
}
