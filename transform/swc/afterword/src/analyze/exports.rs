//! Functions that the file exports, by every way of writing it.
use super::bindings::{BindingKind, Bindings};
use super::nodes::{key_name, plain_property, Name, Node, NodeMap};
use swc_core::ecma::ast::*;

/// Under which name a function is exported; the last one counts.
#[derive(Default)]
pub struct Exports<'a> {
    functions: NodeMap<'a>,
    names: Vec<String>,
}

impl<'a> Exports<'a> {
    pub fn name_of(&self, function: Node<'a>) -> Option<&String> {
        self.names.get(*self.functions.get(&function)? as usize)
    }
}

pub fn find_exports<'a>(program: &'a Program, bindings: &Bindings<'a>) -> Exports<'a> {
    let mut finder = Finder { bindings, found: Exports::default(), depth: 0 };
    Node::Program(program).children().into_iter().for_each(|statement| finder.look(statement));
    finder.found
}

struct Finder<'a, 'b> {
    bindings: &'b Bindings<'a>,
    found: Exports<'a>,
    depth: usize,
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
                        if let Node::Identifier(name) = Node::from(&each.name) {
                            self.note(each.init.as_deref().map(Node::from), &name.sym);
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
        let Some(node) = value.map(Node::unwrap) else { return };
        match node {
            _ if node.is_function() => {
                self.found.functions.insert(node, self.found.names.len() as u32);
                self.found.names.push(name.into());
            }
            Node::Identifier(identifier) => {
                let Some(binding) = self.bindings.find_in_program(&identifier.sym) else { return };
                let init =
                    binding.init.filter(|_| binding.key.is_none() && binding.kind != BindingKind::Class);
                // Names may go round in a circle.
                if self.depth < 100 {
                    self.depth += 1;
                    self.note(init, name);
                    self.depth -= 1;
                }
            }
            Node::ObjectExpression(object) if name == "default" => {
                for (key, given) in properties(object) {
                    self.note(given, &format!("default.{key}"));
                }
            }
            // `export default withAfter({ fetch() {} })` and `export default defineHandler(() => {})` name what they are given.
            _ if node.is_call() && name == "default" => {
                for argument in node.arguments().iter().filter(|argument| argument.spread.is_none()) {
                    self.note(Some(Node::from(argument)), name);
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
