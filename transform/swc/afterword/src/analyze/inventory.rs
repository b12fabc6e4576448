//! Which nodes are there of the kinds that are asked for wherever they stand? One walk for all who ask, in the order of evaluation.
use super::mentions::is_logical;
use super::nodes::{key_name, Name, Node, NodeMap};
use swc_core::ecma::ast::*;

/// Something that is done, and where.
pub struct Use<'a> {
    pub node: Node<'a>,
    /// The function that it is written in, its parameters and computed key included; the field, in a class outside any function.
    pub owner: Option<Node<'a>>,
}

#[derive(Default)]
pub struct Inventory<'a> {
    /// Calls, `new`, templates, `+`, `+=`, `with`, and what databases run: what may read the text of a function is among them.
    pub uses: Vec<Use<'a>>,
    /// Assignments, `x++`, the heads of loops that assign, and calls: what writes, or may.
    pub writes: Vec<Use<'a>>,
    /// Statements, functions and what a test decides about, with the writes in them: an index into the list.
    writers: NodeMap<'a>,
    written: Vec<Written>,
    pub members: Vec<Node<'a>>,
    pub awaits: Vec<&'a AwaitExpr>,
    pub statements: Vec<&'a ExprStmt>,
    pub declarators: Vec<&'a VarDeclarator>,
    /// Object literals and classes.
    pub holders: Vec<Node<'a>>,
    /// `import()`, and calls of what is called `require`.
    pub loads: Vec<Node<'a>>,
    /// Functions, and the function that each is written in.
    pub around: Vec<(Node<'a>, Option<Node<'a>>)>,
}

/// Half-open range of writes.
#[derive(Clone, Copy)]
pub struct Written {
    pub from: u32,
    pub to: u32,
}

impl<'a> Inventory<'a> {
    /// The writes in a node, functions in it included.
    pub fn written_in(&self, node: Node<'a>) -> Option<Written> {
        self.written.get(*self.writers.get(&node)? as usize).copied()
    }
}

pub fn find_inventory(program: &Program) -> Inventory<'_> {
    let mut finder = Finder { found: Inventory::default(), stack: Vec::new() };
    finder.enter(Node::Program(program), None, false);
    finder.found
}

struct Finder<'a> {
    found: Inventory<'a>,
    stack: Vec<Node<'a>>,
}

impl<'a> Finder<'a> {
    /// `decided`: a test, or what one decides about.
    fn enter(&mut self, node: Node<'a>, owner: Option<Node<'a>>, decided: bool) {
        let mut inside = owner;
        let mut parts = node;
        let from = self.found.writes.len() as u32;
        if is_run_by_databases(node) {
            self.found.uses.push(Use { node, owner });
        }
        let is_require = |node: Node<'a>| node.callee().is_some_and(|callee| callee.is_named("require"));
        if matches!(node, Node::ImportExpression(_))
            || matches!(node, Node::CallExpression(_)) && is_require(node)
        {
            self.found.loads.push(node);
        }
        if is_write(node) {
            self.found.writes.push(Use { node, owner });
        }
        match node {
            Node::CallExpression(_)
            | Node::OptionalCallExpression(_)
            | Node::NewExpression(_)
            | Node::TemplateLiteral(_)
            | Node::BinaryExpression(BinExpr { op: BinaryOp::Add, .. })
            | Node::AssignmentExpression(AssignExpr { op: AssignOp::AddAssign, .. })
            | Node::WithStatement(_) => self.found.uses.push(Use { node, owner }),
            Node::TaggedTemplateExpression(tagged) => {
                // It is handed the values themselves, not their text.
                self.found.uses.push(Use { node, owner });
                self.enter(Node::from(&*tagged.tag), owner, false);
                parts = Node::TemplateLiteral(&tagged.tpl);
            }
            Node::MemberExpression(_)
            | Node::OptionalMemberExpression(_)
            | Node::SuperMemberExpression(_) => self.found.members.push(node),
            Node::AwaitExpression(awaited) => self.found.awaits.push(awaited),
            Node::ExpressionStatement(statement) => self.found.statements.push(statement),
            Node::VariableDeclarator(declarator) => self.found.declarators.push(declarator),
            Node::ObjectExpression(_) => self.found.holders.push(node),
            _ if node.is_class() => self.found.holders.push(node),
            // The value of a field is evaluated when an object is made, by whoever makes it.
            _ if node.is_field() && !node.is_static() => inside = owner.or(Some(node)),
            _ if node.is_function() => {
                self.found.around.push((node, owner));
                inside = Some(node);
            }
            _ => {}
        }
        self.enter_parts(parts, inside);
        let to = self.found.writes.len() as u32;
        if to > from && (decided || node.is_statement() || node.is_function()) {
            self.found.writers.insert(node, self.found.written.len() as u32);
            self.found.written.push(Written { from, to });
        }
    }

    fn enter_parts(&mut self, node: Node<'a>, owner: Option<Node<'a>>) {
        let decides = match node {
            Node::IfStatement(_) | Node::ConditionalExpression(_) => true,
            Node::BinaryExpression(node) => is_logical(node.op),
            _ => false,
        };
        let from = self.stack.len();
        node.add_parts(&mut self.stack);
        let to = self.stack.len();
        for at in from..to {
            self.enter(self.stack[at], owner, decides);
        }
        self.stack.truncate(from);
    }
}

fn is_write(node: Node) -> bool {
    let writes = matches!(
        node,
        Node::AssignmentExpression(_)
            | Node::UpdateExpression(_)
            | Node::ForInStatement(_)
            | Node::ForOfStatement(_)
    );
    writes || node.is_call()
}

/// `{ $function: { body } }`
fn is_run_by_databases(node: Node) -> bool {
    let key = match node {
        Node::ObjectProperty(_) | Node::ShorthandProperty(_) | Node::ObjectMethod(_) => node.key(),
        _ => None,
    };
    let name = key.filter(|_| !node.is_computed()).and_then(key_name).and_then(Name::plain);
    matches!(name, Some("$function" | "$accumulator" | "$where"))
}
