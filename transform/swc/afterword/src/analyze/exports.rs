//! Functions that the file exports, by every way of writing it, and through what wraps them.
use super::bindings::Bindings;
use super::nodes::{key_name, plain_property, Name, Node, NodeMap};
use super::values::each_function;
use swc_core::ecma::ast::*;

pub struct Exported<'a> {
    /// A name, 'default', 'default.fetch', 'actions.save'.
    pub name: String,
    /// The call that makes what is exported: of it, or given to it. None: the function itself is.
    pub through: Option<Node<'a>>,
}

/// What becomes of each function that the file exports; the last one counts.
#[derive(Default)]
pub struct Exports<'a> {
    functions: NodeMap<'a>,
    all: Vec<Exported<'a>>,
}

impl<'a> Exports<'a> {
    pub fn of(&self, function: Node<'a>) -> Option<&Exported<'a>> {
        self.all.get(*self.functions.get(&function)? as usize)
    }

    fn add(&mut self, function: Node<'a>, exported: Exported<'a>) {
        let is_direct = self.of(function).is_some_and(|known| known.through.is_none());
        if exported.through.is_none() || !is_direct {
            self.functions.insert(function, self.all.len() as u32);
            self.all.push(exported);
        }
    }
}

pub fn find_exports<'a>(program: &'a Program, bindings: &Bindings<'a>) -> Exports<'a> {
    let mut finder = Finder { bindings, found: Exports::default() };
    Node::Program(program).children().into_iter().for_each(|statement| finder.look(statement));
    finder.found
}

struct Finder<'a, 'b> {
    bindings: &'b Bindings<'a>,
    found: Exports<'a>,
}

impl<'a> Finder<'a, '_> {
    fn look(&mut self, statement: Node<'a>) {
        match statement {
            Node::ExportDefaultDeclaration(_) | Node::ExportDefaultExpression(_) => {
                statement.children().into_iter().for_each(|declared| self.note(Some(declared), "default"))
            }
            Node::ExpressionStatement(node) => self.note_common_js(Node::from(&*node.expr).unwrap()),
            Node::ExportDeclaration(node) => match Node::from(&node.decl) {
                declared @ Node::FunctionDeclaration(function) => {
                    self.note(Some(declared), &function.ident.sym)
                }
                declared => {
                    for each in declared.declarators() {
                        let init = each.init.as_deref().map(Node::from);
                        for (name, key) in bound_names(Node::from(&each.name)) {
                            self.note_member(init, name, key);
                        }
                    }
                }
            },
            Node::ExportNamedDeclaration(NamedExport { src: None, specifiers, .. }) => {
                for each in specifiers {
                    let ExportSpecifier::Named(each) = each else { continue };
                    let exported = each.exported.as_ref().unwrap_or(&each.orig);
                    if let Some(name) = key_name(Node::from(exported)).and_then(Name::plain) {
                        self.note(Some(Node::from(&each.orig)), name);
                    }
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, value: Option<Node<'a>>, name: &str) {
        self.note_member(value, name, None)
    }

    fn note_member(&mut self, value: Option<Node<'a>>, name: &str, key: Option<Name<'a>>) {
        let Some(value) = value else { return };
        each_function(value, key, self.bindings, &mut |function, through| {
            self.found.add(function, Exported { name: name.into(), through })
        });
        if matches!(name, "default" | "actions") {
            self.note_members(value, name, 0);
        }
    }

    /// `export default { fetch() {} }`, `export default withAfter({ fetch() {} })`, `export const actions = { save() {} }`
    fn note_members(&mut self, value: Node<'a>, name: &str, depth: usize) {
        match value.unwrap() {
            Node::Identifier(identifier) => {
                let binding = self.bindings.find_in_program(&identifier.sym);
                // Names may go round in a circle.
                let init = binding.filter(|binding| binding.key.is_none() && depth < 100);
                if let Some(init) = init.and_then(|binding| binding.init) {
                    self.note_members(init, name, depth + 1);
                }
            }
            Node::ObjectExpression(object) => {
                for (key, given) in properties(object) {
                    self.note(given, &format!("{name}.{key}"));
                }
            }
            node if node.is_call() => {
                for argument in node.arguments().iter().filter(|argument| argument.spread.is_none()) {
                    self.note_members(Node::from(argument), name, depth);
                }
            }
            _ => {}
        }
    }

    /// `exports.GET = …`, `module.exports.GET = …`, `module.exports = { GET }`
    fn note_common_js(&mut self, assignment: Node<'a>) {
        let Node::AssignmentExpression(AssignExpr { left, right, .. }) = assignment else { return };
        let (left, right) = (Node::from(left), Node::from(&**right));
        if !left.is_member() {
            return;
        }
        let is_name = |node: Node<'a>, text: &str| self.bindings.is_global(node, text);
        let is_module_exports = |node: Node<'a>| {
            node.object().is_some_and(|object| is_name(object, "module"))
                && plain_property(node) == Some("exports")
        };
        let of_exports =
            left.object().is_some_and(|object| is_name(object, "exports") || is_module_exports(object));
        if let Some(name) = plain_property(left).filter(|_| of_exports) {
            return self.note(Some(right), name);
        }
        if !is_module_exports(left) {
            return;
        }
        match right.unwrap() {
            Node::ObjectExpression(object) => {
                for (key, given) in properties(object) {
                    self.note(given, &key);
                }
            }
            all => self.note(Some(all), "default"),
        }
    }
}

/// Plain keys of an object literal, and what they hold.
fn properties(object: &ObjectLit) -> Vec<(String, Option<Node<'_>>)> {
    let properties = object.props.iter().map(Node::from).filter(|property| !property.is_computed());
    let named = properties.filter_map(|property| {
        let name = property.key().and_then(key_name)?.to_string();
        Some((name, if property.is_function() { Some(property) } else { property.value() }))
    });
    named.collect()
}

/// The names that a declarator binds, with the member that each of them is.
fn bound_names(pattern: Node<'_>) -> Vec<(&str, Option<Name<'_>>)> {
    match pattern {
        Node::Identifier(name) => vec![(&*name.sym, None)],
        Node::ObjectPattern(object) => {
            let properties = object.props.iter().map(Node::from).filter(|property| !property.is_computed());
            let plain = properties.filter(|property| !matches!(property, Node::RestElement(_)));
            let named = plain.filter_map(|property| {
                let name = property.children().pop().and_then(Node::identifier)?;
                Some((&*name.sym, property.key().and_then(key_name)))
            });
            named.collect()
        }
        _ => Vec::new(),
    }
}
