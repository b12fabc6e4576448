//! Which functions are there, and which encloses which? The parent of a function is the one whose *body* it is written in: a closure in a
//! parameter's default cannot see a constant of that body, and a function that runs while its module is evaluated counts as the module (R1).
use super::bindings::Bindings;
use super::evaluated::{escapes_by_name, is_module_wrapper};
use super::exports::{find_exports, Exports};
use super::nodes::{directives_of, key_name, kind_of, plain_property, property_name, Name, Node, NodeMap};
use crate::plan::FunctionKind;
use swc_core::common::Span;
use swc_core::ecma::ast::*;

/// A function by its place in the list of all.
pub type FuncId = usize;

pub struct Func<'a> {
    pub node: Node<'a>,
    pub kind: FunctionKind,
    /// For people: as in a stack trace, '(anonymous)' where it has none.
    pub name: String,
    /// What gives it that name, for messages to point at.
    pub label: Option<Span>,
    /// The function whose capture is this one's `outer`, or None.
    pub parent: Option<FuncId>,
    /// The function in whose parameters it is written: evaluated by whoever calls that.
    pub parameter_of: Option<FuncId>,
    /// R1: runs while its module is evaluated, and is read as part of it.
    pub evaluated: bool,
    /// The call or `new` that it is given to inline, directly or inside an object or array literal.
    pub given_to: Option<Node<'a>>,
    /// Under which key of an object literal it is given, None if it is the argument itself.
    pub given_as: Option<Name<'a>>,
    /// The outermost call that the one it is given to is given to itself: `app.get('/', wrap(log(list)))`.
    pub given_through: Option<Node<'a>>,
    /// Under which key that is given what the wrapper makes.
    pub through_as: Option<Name<'a>>,
    /// Runs where it is written, at once: the callee of a call, or the executor of a `new Promise`.
    pub immediate: bool,
    /// In a field's initialiser or a parameter's default: nobody has set the register there.
    pub initialises: bool,
    /// As what the file exports it: a name, 'default', 'default.fetch', or None.
    pub exported: Option<String>,
    /// The call that makes what is exported: the function is what it returns, or is given to it.
    pub exported_through: Option<Node<'a>>,
    /// The function around it returns it, as it is or in a literal.
    pub returned: bool,
    /// How that is called.
    pub returned_by: Option<String>,
    /// `'use server'`, `'use cache'` of the function itself.
    pub directive: Option<&'a str>,
    pub strict: bool,
}

#[derive(Clone, Copy, Default)]
struct Place<'a> {
    parent: Option<FuncId>,
    strict: bool,
    given_to: Option<Node<'a>>,
    given_as: Option<Name<'a>>,
    given_through: Option<Node<'a>>,
    through_as: Option<Name<'a>>,
    /// The name that the position gives an anonymous function, and what says it.
    name: Option<Name<'a>>,
    label: Option<Span>,
    /// Being the callee of a call: an IIFE.
    called: bool,
    /// Its value is returned by the function around.
    returned: bool,
    /// In a field's initialiser or a parameter's default.
    initialises: bool,
    parameter_of: Option<FuncId>,
}

impl Place<'_> {
    /// What is not given on.
    fn plain(self) -> Self {
        let nothing =
            Place { given_to: None, given_as: None, given_through: None, through_as: None, name: None, label: None, ..self };
        Place { called: false, returned: false, ..nothing }
    }
}

struct Finder<'a, 'b> {
    bindings: &'b Bindings<'a>,
    executors: &'b NodeMap<'a>,
    exports: Exports<'a>,
    found: Vec<Func<'a>>,
    /// What is returned by its name.
    returned: NodeMap<'a>,
    stack: Vec<Node<'a>>,
}

pub fn find_functions<'a>(
    program: &'a Program,
    bindings: &Bindings<'a>,
    executors: &NodeMap<'a>,
) -> Vec<Func<'a>> {
    let node = Node::Program(program);
    let strict = matches!(program, Program::Module(_)) || directives_of(node).contains(&"use strict");
    let exports = find_exports(program, bindings);
    let (found, returned) = (Vec::new(), NodeMap::default());
    let mut finder = Finder { bindings, executors, exports, found, returned, stack: Vec::new() };
    finder.enter(node, Place { strict, ..Place::default() });
    let Finder { mut found, returned, .. } = finder;
    for func in &mut found {
        func.returned |= returned.contains_key(&func.node);
    }
    found
}

impl<'a> Finder<'a, '_> {
    fn enter_function(&mut self, node: Node<'a>, place: Place<'a>, outer_place: Place<'a>) {
        for outer in node.outer_children() {
            self.enter(outer, outer_place.plain());
        }
        for decorator in node.parameter_decorators() {
            self.enter(decorator, outer_place.plain());
        }
        let body = node.body();
        let directives = directives_of(body);
        let named = node.id();
        let generator = node.is_generator();
        let own_name = named.map(|id| Name::Plain(&id.sym));
        let member_name = || node.member_name().filter(|_| node.is_member_function());
        let key = node.key().filter(|_| node.is_member_function()).map(Node::span);
        let name = own_name.or_else(member_name).or(place.name);
        let evaluated = place.parent.is_none()
            && !generator
            && (place.called || is_module_wrapper(node, place.given_to, place.given_as, self.bindings))
            && !escapes_by_name(node, self.bindings);
        let escapes = matches!(node, Node::FunctionExpression(_)) && named.is_some();
        let id = self.found.len();
        let strict = place.strict || directives.contains(&"use strict");
        self.found.push(Func {
            node,
            kind: kind_of(node),
            name: name.map_or("(anonymous)".into(), |name| name.to_string()),
            label: named.map(|id| id.span).or(key).or(place.label),
            parent: place.parent,
            parameter_of: place.parameter_of,
            evaluated,
            given_to: place.given_to,
            given_as: place.given_as,
            given_through: place.given_through,
            through_as: place.through_as,
            initialises: place.initialises,
            // A name of its own lets a function escape.
            immediate: !generator
                && !escapes
                && !place.initialises
                && (place.called || self.executors.contains_key(&node)),
            exported: self.exports.of(node).map(|exported| exported.name.clone()),
            exported_through: self.exports.of(node).and_then(|exported| exported.through),
            returned: place.returned,
            returned_by: place.parent.map(|parent| self.found[parent].name.clone()),
            directive: directives
                .into_iter()
                .find(|each| *each == "use server" || each.starts_with("use cache")),
            strict,
        });
        let inside = Place { parent: (!evaluated).then_some(id), strict, ..Place::default() };
        // Parameters are evaluated before the body's first statement: what is written there belongs to the place around.
        let outside = Place { parent: place.parent, parameter_of: Some(id), initialises: true, ..inside };
        for parameter in node.params() {
            self.enter(parameter, outside);
        }
        self.enter_value(body, Place { returned: body.block().is_none(), ..inside });
    }

    /// `return wrapped` returns the function of that name.
    fn enter_value(&mut self, node: Node<'a>, place: Place<'a>) {
        if place.returned {
            self.note_returned(node.unwrap());
        }
        self.enter(node, place);
    }

    fn note_returned(&mut self, value: Node<'a>) {
        let binding = value.identifier().and_then(|name| self.bindings.resolve(name));
        if let Some(init) = binding.filter(|binding| binding.key.is_none()).and_then(|binding| binding.init) {
            self.returned.insert(init.unwrap(), 0);
        }
    }

    fn enter(&mut self, node: Node<'a>, place: Place<'a>) {
        if node.is_function() {
            let key = match node {
                Node::ObjectMethod(_) | Node::ObjectGetter(_) | Node::ObjectSetter(_) => {
                    Some(node.key().and_then(key_name).unwrap_or(Name::Computed))
                }
                _ => place.given_as,
            };
            let given_as = key.filter(|_| place.given_to.is_some());
            return self.enter_function(node, Place { given_as, ..place }, place);
        }
        let plain = place.plain();
        match node {
            Node::CallExpression(_) | Node::OptionalCallExpression(_) | Node::NewExpression(_) => {
                if let Some(callee) = node.callee() {
                    self.enter(callee, Place { called: node.is_call(), ..plain });
                }
                let returned = place.returned && may_hand_back(node);
                for argument in node.arguments() {
                    let given = Node::from(argument);
                    if returned {
                        self.note_returned(given);
                    }
                    let given_through = place.given_through.or(place.given_to);
                    let through_as = place.given_through.map_or(place.given_as, |_| place.through_as);
                    let given_to = Some(node);
                    self.enter(given, Place { given_to, given_through, through_as, returned, ..plain });
                }
            }
            // What is given on: `(f)`, `f as T`, `{ onDone: f }`, `[f]`, `a ? f : g`, `f.call(…)`.
            Node::TSAsExpression(_)
            | Node::TSConstAssertion(_)
            | Node::TSSatisfiesExpression(_)
            | Node::TSNonNullExpression(_)
            | Node::TSTypeAssertion(_) => self.enter_children(node, place),
            Node::MemberExpression(_)
            | Node::OptionalMemberExpression(_)
            | Node::SuperMemberExpression(_) => {
                let calling = place.called && matches!(plain_property(node), Some("call" | "apply"));
                if let Some(object) = node.object() {
                    self.enter(object, Place { called: calling, ..plain });
                }
                if let Some((property, true)) = node.property() {
                    self.enter(property, plain);
                }
            }
            Node::ConditionalExpression(CondExpr { test, cons, alt, .. }) => {
                self.enter(Node::from(&**test), plain);
                self.enter_value(Node::from(&**cons), Place { called: false, ..place });
                self.enter_value(Node::from(&**alt), Place { called: false, ..place });
            }
            Node::ReturnStatement(ReturnStmt { arg: Some(value), .. }) => {
                self.enter_value(Node::from(&**value), Place { returned: true, ..plain })
            }
            Node::UnaryExpression(_) => self.enter_children(node, Place { called: place.called, ..plain }),
            Node::ObjectExpression(_) | Node::ArrayExpression(_) => {
                let Place { given_to, given_as, given_through, through_as, returned, .. } = place;
                let given = Place { given_to, given_as, given_through, through_as, returned, ..plain };
                self.enter_children(node, given)
            }
            Node::ObjectProperty(_)
            | Node::ShorthandProperty(_)
            | Node::PatternProperty(_)
            | Node::ShorthandPattern(_) => self.enter_property(node, place),
            Node::VariableDeclarator(VarDeclarator { name, init, .. }) => {
                let id = Node::from(name);
                if let Some(init) = init {
                    let label = Some(pattern_span(name));
                    self.enter(Node::from(&**init), Place { name: name_of(id), label, ..plain });
                }
                self.enter(id, plain);
            }
            Node::AssignmentExpression(AssignExpr { left, right, .. }) => {
                let left = Node::from(left);
                self.enter(left, plain);
                let name = if left.is_member() { property_name(left) } else { name_of(left) };
                self.enter(Node::from(&**right), Place { name, label: Some(left.span()), ..plain });
            }
            _ if node.is_class() => self.enter_children(node, Place { strict: true, ..plain }),
            _ if node.is_field() => {
                let value = node.value();
                let key = node.key();
                for child in node.children() {
                    let is_value = Some(child) == value;
                    let name = key.and_then(key_name).filter(|_| is_value);
                    let initialises = is_value && !node.is_static();
                    self.enter(child, Place { name, label: key.map(Node::span), initialises, ..plain });
                }
            }
            _ => self.enter_children(node, plain),
        }
    }

    fn enter_children(&mut self, node: Node<'a>, place: Place<'a>) {
        let from = self.stack.len();
        node.add_children(&mut self.stack);
        let to = self.stack.len();
        for at in from..to {
            self.enter(self.stack[at], place);
        }
        self.stack.truncate(from);
    }

    fn enter_property(&mut self, node: Node<'a>, place: Place<'a>) {
        let plain = place.plain();
        let key = node.key();
        let name = key.and_then(key_name);
        let value = Place {
            given_to: place.given_to,
            given_through: place.given_through,
            through_as: place.through_as,
            given_as: name.or(Some(Name::Computed)),
            returned: place.returned,
            name,
            label: key.map(Node::span),
            ..plain
        };
        // The value comes last.
        let mut children = node.children();
        let last = children.pop();
        for computed in children {
            self.enter(computed, plain);
        }
        if let Some(last) = last {
            if value.returned {
                self.note_returned(last);
            }
            self.enter(last, value);
        }
    }
}

fn name_of(node: Node<'_>) -> Option<Name<'_>> {
    node.identifier().map(|name| Name::Plain(&name.sym))
}

/// With its type.
fn pattern_span(pattern: &Pat) -> Span {
    use swc_core::common::Spanned;
    pattern.span()
}

/// `return cache(async (request) => …)`, `return Object.assign(handler, …)`: what such a call gives back may be what it was given.
fn may_hand_back(call: Node) -> bool {
    let Some(callee) = call.callee().map(Node::unwrap).filter(|_| call.is_call()) else { return false };
    let object = callee.object().and_then(Node::identifier);
    callee.identifier().is_some() || object.is_some_and(|object| matches!(&*object.sym, "Object" | "React"))
}
