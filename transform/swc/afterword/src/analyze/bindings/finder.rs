//! The walk through the program: scopes are opened, and what hoists is declared before anything is entered.
use super::{BindingKind, Bindings, Scope, ScopeId, Start};
use crate::analyze::nodes::{bound_identifiers, key_name, statements, string_value, Name, Node, NodeMap};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_core::ecma::ast::*;

struct Finder<'a> {
    found: Bindings<'a>,
    targets: Vec<&'a Ident>,
    sloppy: bool,
    stack: Vec<Node<'a>>,
}

pub fn find_bindings(program: &Program) -> Bindings<'_> {
    let found = Bindings {
        scopes: Vec::new(),
        all: Vec::new(),
        places: NodeMap::default(),
        names: FxHashSet::default(),
        is_module: false,
        common_js: Vec::new(),
        unknown: None,
    };
    let sloppy = matches!(program, Program::Script(_));
    let mut finder = Finder { found, targets: Vec::new(), sloppy, stack: Vec::new() };
    let node = Node::Program(program);
    let root = finder.open(node, None, true);
    node.children().into_iter().for_each(|statement| finder.declare_statement(statement, root));
    finder.enter_children(node, root);
    let Finder { mut found, targets, .. } = finder;
    for target in targets {
        if let Some(index) = found.index_of(found.scope_of(Node::Identifier(target)), &target.sym) {
            found.all[index].assigned = true;
        }
    }
    found
}

impl<'a> Finder<'a> {
    fn open(&mut self, node: Node<'a>, parent: Option<ScopeId>, is_function_scope: bool) -> ScopeId {
        let arguments = (node.is_function() && !node.is_arrow())
            .then(|| self.found.add(BindingKind::Parameter, node, node, Start::default()));
        let bindings = FxHashMap::default();
        let around = parent.filter(|_| !is_function_scope);
        let function = around.map_or(node, |around| self.found.scope(around).function);
        self.found.scopes.push(Scope { parent, node, function, is_function_scope, arguments, bindings });
        ScopeId(self.found.scopes.len() as u32 - 1)
    }

    fn note(&mut self, name: &Ident) {
        if name.sym.starts_with('_') {
            self.found.names.insert(name.sym.clone());
        }
    }

    fn declare(&mut self, scope: ScopeId, kind: BindingKind, name: &'a Ident, start: Start<'a>) {
        self.note(name);
        let mut target = scope;
        if kind == BindingKind::Var {
            while let Scope { is_function_scope: false, parent: Some(parent), .. } = self.found.scope(target)
            {
                target = *parent;
            }
            // A `var` or function that is declared again keeps its first binding unless a function comes last: it wins at once.
            if let Some(before) = self.found.scope(target).own(&name.sym) {
                self.found.all[before].init = None;
                return;
            }
        }
        let Scope { node, function, .. } = *self.found.scope(target);
        let index = self.found.add(kind, node, function, Start { name: Some(name), ..start });
        self.found.scopes[target.0 as usize].bindings.insert(name.sym.clone(), index);
    }

    fn declare_pattern(
        &mut self,
        scope: ScopeId,
        kind: BindingKind,
        pattern: Node<'a>,
        init: Option<Node<'a>>,
    ) {
        match pattern {
            Node::Identifier(name) => self.declare(scope, kind, name, Start { init, ..Start::default() }),
            Node::ObjectPattern(object) => {
                for property in &object.props {
                    let property = Node::from(property);
                    let value = property.children().pop();
                    match (property, value) {
                        (Node::RestElement(_), _) => self.declare_all(scope, kind, property),
                        (_, Some(Node::Identifier(name))) if !property.is_computed() => {
                            let key = property.key().and_then(key_name);
                            self.declare(scope, kind, name, Start { init, key, ..Start::default() })
                        }
                        _ => self.declare_all(scope, kind, property),
                    }
                }
            }
            _ => self.declare_all(scope, kind, pattern),
        }
    }

    fn declare_all(&mut self, scope: ScopeId, kind: BindingKind, pattern: Node<'a>) {
        let mut names = Vec::new();
        bound_identifiers(pattern, &mut names);
        for name in names {
            self.declare(scope, kind, name, Start::default());
        }
    }

    /// Declares what one statement of a block or body binds. All of them come before any is entered: declarations hoist.
    fn declare_statement(&mut self, statement: Node<'a>, scope: ScopeId) {
        match statement {
            Node::ExportDeclaration(_) | Node::ExportDefaultDeclaration(_) => {
                statement.children().into_iter().for_each(|declared| self.declare_statement(declared, scope))
            }
            Node::FunctionDeclaration(_) | Node::DefaultFunction(_) => {
                self.declare_own_name(statement, scope, BindingKind::Function)
            }
            Node::ClassDeclaration(_) | Node::DefaultClass(_) => {
                self.declare_own_name(statement, scope, BindingKind::Class)
            }
            Node::TSEnumDeclaration(node) => {
                self.declare(scope, BindingKind::Enum, &node.id, Start::default())
            }
            Node::TSModuleDeclaration(node) => {
                if let TsModuleName::Ident(name) = &node.id {
                    self.declare(scope, BindingKind::Enum, name, Start::default());
                }
            }
            Node::TSImportEqualsDeclaration(node) if !node.is_type_only => {
                let source = match &node.module_ref {
                    TsModuleRef::TsExternalModuleRef(from) => string_value(Node::StringLiteral(&from.expr)),
                    _ => None,
                };
                let start = Start { key: Some(Name::Plain("*")), source, ..Start::default() };
                self.declare(scope, BindingKind::Import, &node.id, start)
            }
            Node::ImportDeclaration(node) if !node.type_only => {
                let source = string_value(Node::StringLiteral(&node.src));
                for specifier in &node.specifiers {
                    let (local, key) = match specifier {
                        ImportSpecifier::Named(named) if named.is_type_only => continue,
                        ImportSpecifier::Named(named) => {
                            let imported =
                                named.imported.as_ref().map_or(Node::Identifier(&named.local), Node::from);
                            (&named.local, key_name(imported))
                        }
                        ImportSpecifier::Default(default) => (&default.local, Some(Name::Plain("default"))),
                        ImportSpecifier::Namespace(namespace) => (&namespace.local, Some(Name::Plain("*"))),
                        #[allow(unreachable_patterns)]
                        _ => continue,
                    };
                    self.declare(
                        scope,
                        BindingKind::Import,
                        local,
                        Start { key, source, ..Start::default() },
                    );
                }
            }
            Node::VariableDeclaration(_) | Node::UsingDeclaration(_) if !statement.is_var() => {
                self.declare_variables(statement, scope)
            }
            _ => {}
        }
    }

    fn declare_own_name(&mut self, declaration: Node<'a>, scope: ScopeId, kind: BindingKind) {
        if let Some(name) = declaration.id() {
            self.declare(scope, kind, name, Start { init: Some(declaration), ..Start::default() });
        }
    }

    fn declare_statements(&mut self, list: &'a [Stmt], scope: ScopeId) {
        list.iter().for_each(|each| self.declare_statement(Node::from(each), scope));
    }

    /// Annex B.3.3: in sloppy code a function in a block is a variable of its function too.
    fn declare_outside(&mut self, list: &'a [Stmt], scope: ScopeId) {
        if !self.sloppy {
            return;
        }
        for each in list {
            if let Node::FunctionDeclaration(node) = Node::from(each) {
                self.declare(scope, BindingKind::Var, &node.ident, Start::default());
            }
        }
    }

    fn declare_variables(&mut self, declaration: Node<'a>, scope: ScopeId) {
        let kind = match declaration {
            Node::VariableDeclaration(VarDecl { kind: VarDeclKind::Var, .. }) => BindingKind::Var,
            Node::VariableDeclaration(VarDecl { kind: VarDeclKind::Let, .. }) => BindingKind::Let,
            Node::VariableDeclaration(_) => BindingKind::Const,
            _ => BindingKind::Using,
        };
        for declarator in declaration.declarators() {
            let init = declarator.init.as_deref().map(Node::from);
            self.declare_pattern(scope, kind, Node::from(&declarator.name), init);
        }
    }

    fn enter_function(&mut self, function: Node<'a>, scope: ScopeId) {
        let mut around = scope;
        if let Node::FunctionExpression(FnExpr { ident: Some(name), .. }) = function {
            around = self.open(Node::Identifier(name), Some(scope), false);
            self.declare_own_name(function, around, BindingKind::Function);
        }
        function.outer_children().into_iter().for_each(|outer| self.enter(outer, scope));
        // Parameters and body share one scope: a body cannot redeclare a parameter lexically, and a `var` of its name is the same value.
        let inner = self.open(function, Some(around), true);
        let params = function.params();
        for parameter in &params {
            self.declare_pattern(inner, BindingKind::Parameter, *parameter, None);
        }
        for parameter in params {
            self.enter(parameter, inner);
        }
        let body = function.body();
        self.found.places.insert(body, inner.0);
        match body.block() {
            Some(block) => {
                self.declare_statements(statements(block), inner);
                self.enter_children(body, inner)
            }
            None => self.enter(body, inner),
        }
    }

    fn enter_children(&mut self, node: Node<'a>, scope: ScopeId) {
        let from = self.stack.len();
        node.add_children(&mut self.stack);
        let to = self.stack.len();
        for at in from..to {
            self.enter(self.stack[at], scope);
        }
        self.stack.truncate(from);
    }

    fn enter(&mut self, node: Node<'a>, scope: ScopeId) {
        match node {
            Node::Unknown(span) => self.found.unknown = self.found.unknown.or(Some(span)),
            Node::Identifier(name) => {
                self.found.places.insert(node, scope.0);
                self.note(name);
                if matches!(&*name.sym, "require" | "module" | "exports") {
                    self.found.common_js.push(name);
                }
            }
            Node::MetaProperty(MetaPropExpr { kind: MetaPropKind::ImportMeta, .. })
            | Node::ImportDeclaration(_)
            | Node::ExportAllDeclaration(_)
            | Node::ExportDeclaration(_)
            | Node::ExportNamedDeclaration(_)
            | Node::ExportDefaultDeclaration(_)
            | Node::ExportDefaultExpression(_) => {
                self.found.is_module = true;
                self.enter_children(node, scope)
            }
            Node::AssignmentExpression(assignment) => {
                bound_identifiers(Node::from(&assignment.left), &mut self.targets);
                self.enter_children(node, scope)
            }
            Node::UpdateExpression(update) => {
                bound_identifiers(Node::from(&*update.arg), &mut self.targets);
                self.enter_children(node, scope)
            }
            Node::BlockStatement(BlockStmt { stmts, .. }) => self.enter_block(node, stmts, scope, false),
            Node::StaticBlock(block) => self.enter_block(node, &block.body.stmts, scope, true),
            Node::TSModuleBlock(_) => {
                let inner = self.open(node, Some(scope), true);
                node.children().into_iter().for_each(|statement| self.declare_statement(statement, inner));
                self.enter_children(node, inner)
            }
            Node::SwitchStatement(switch) => {
                let inner = self.open(node, Some(scope), false);
                for each in &switch.cases {
                    self.declare_statements(&each.cons, inner);
                    self.declare_outside(&each.cons, scope);
                }
                self.enter(Node::from(&*switch.discriminant), scope);
                switch.cases.iter().for_each(|each| self.enter(Node::SwitchCase(each), inner));
            }
            Node::ForStatement(ForStmt { init, .. }) => {
                self.enter_loop(node, init.as_ref().map(Node::from), scope)
            }
            Node::ForInStatement(ForInStmt { left, .. }) | Node::ForOfStatement(ForOfStmt { left, .. }) => {
                bound_identifiers(Node::from(left), &mut self.targets);
                self.enter_loop(node, Some(Node::from(left)), scope)
            }
            Node::CatchClause(CatchClause { param, .. }) => {
                let inner = self.open(node, Some(scope), false);
                if let Some(param) = param {
                    self.declare_pattern(inner, BindingKind::Catch, Node::from(param), None);
                }
                self.enter_children(node, inner)
            }
            Node::VariableDeclaration(_) => {
                if node.is_var() {
                    self.declare_variables(node, scope);
                }
                self.enter_children(node, scope)
            }
            // What an element is made of is a name, too.
            Node::JSXElement(_) => {
                self.found.places.insert(node, scope.0);
                self.enter_children(node, scope)
            }
            _ if node.is_function() => self.enter_function(node, scope),
            _ if node.is_class() => {
                let mut around = scope;
                if node.id().is_some() {
                    around = self.open(node, Some(scope), false);
                    self.declare_own_name(node, around, BindingKind::Class);
                }
                self.enter_children(node, around)
            }
            _ => self.enter_children(node, scope),
        }
    }

    fn enter_block(&mut self, node: Node<'a>, list: &'a [Stmt], scope: ScopeId, is_function_scope: bool) {
        let inner = self.open(node, Some(scope), is_function_scope);
        self.declare_statements(list, inner);
        self.declare_outside(list, scope);
        self.enter_children(node, inner)
    }

    fn enter_loop(&mut self, node: Node<'a>, head: Option<Node<'a>>, scope: ScopeId) {
        let inner = self.open(node, Some(scope), false);
        if let Some(head) = head.filter(|head| !head.is_var() && !head.declarators().is_empty()) {
            self.declare_variables(head, inner);
        }
        self.enter_children(node, inner)
    }
}
