//! What every check asks: where the calls of this package are, and what they are written in.
use crate::analyze::bindings::{Binding, BindingKind, Bindings};
use crate::analyze::entries::Entry;
use crate::analyze::functions::Func;
use crate::analyze::ignored::Ignored;
use crate::analyze::imports::{Api, Imports};
use crate::analyze::inventory::Inventory;
use crate::analyze::nodes::{is_plain_call, plain_property, walk, Node, NodeMap};
use crate::plan::{FunctionPlan, PlannedDiagnostic};
use swc_core::common::{BytePos, Span};
use swc_core::ecma::ast::*;

/// A call of this package.
#[derive(Clone, Copy)]
pub struct ApiCall<'a> {
    pub node: Node<'a>,
    /// As in the inventory: the function that it is written in.
    pub owner: Option<Node<'a>>,
    pub api: Api,
}

pub struct MisuseContext<'a, 'b> {
    pub program: &'a Program,
    /// The source text, and the position of its first byte.
    pub code: &'b str,
    pub start: BytePos,
    pub bindings: &'b Bindings<'a>,
    pub imports: &'b Imports<'a, 'b>,
    pub inventory: &'b Inventory<'a>,
    pub ignored: &'b Ignored<'a>,
    pub functions: &'b [Func<'a>],
    pub entries: &'b [Option<Entry>],
    pub plans: &'b [FunctionPlan],
    /// Less those that are ignored.
    pub calls: Vec<ApiCall<'a>>,
    /// Each function that is a task, with the call that it is given to.
    pub tasks: NodeMap<'a>,
    /// Indices of functions, in the list of all and in that of what is around them.
    pub indices: NodeMap<'a>,
    pub around: NodeMap<'a>,
}

/// A function that is given as a task by its name, and how often that stands elsewhere.
struct Named<'a, 'b> {
    function: Node<'a>,
    binding: &'b Binding<'a>,
    index: usize,
    uses: i32,
}

impl<'a> ApiCall<'a> {
    pub fn gives_task(&self) -> bool {
        matches!(self.api, Api::After | Api::AfterWith)
    }

    /// What is given as the task; none where a spread may hold it.
    pub fn task(&self) -> Option<Option<Node<'a>>> {
        let count = if self.api == Api::AfterWith { 2 } else { 1 };
        let arguments = self.node.arguments();
        let given = &arguments[..count.min(arguments.len())];
        let spreads = given.iter().any(|each| each.spread.is_some());
        (!spreads).then(|| given.get(count - 1).map(|each| Node::from(each).unwrap()))
    }
}

impl<'a, 'b> MisuseContext<'a, 'b> {
    /// What is asked of every function, looked up once.
    pub fn with_tasks(mut self) -> Self {
        for (index, func) in self.functions.iter().enumerate() {
            self.indices.insert(func.node, index as u32);
        }
        for (index, (function, _)) in self.inventory.around.iter().enumerate() {
            self.around.insert(*function, index as u32);
        }
        self.tasks = self.find_tasks();
        self
    }

    /// The functions that run as tasks and as nothing else: written inline, or given by a name that is used for nothing else.
    fn find_tasks(&self) -> NodeMap<'a> {
        let mut tasks = NodeMap::default();
        let mut named: Vec<Named> = Vec::new();
        for (index, call) in self.calls.iter().enumerate().filter(|(_, call)| call.gives_task()) {
            let Some(Some(task)) = call.task() else { continue };
            if task.is_function() {
                tasks.insert(task, index as u32);
            }
            let Some((function, binding, _)) = self.function_named(task) else { continue };
            if self.func_of(function).is_some_and(|func| func.exported.is_some()) {
                continue;
            }
            let known = named.iter().position(|each| std::ptr::eq(each.binding, binding));
            let known = known.unwrap_or_else(|| {
                // What is no function declaration is said once more where it is declared.
                let uses = i32::from(binding.kind != BindingKind::Function);
                named.push(Named { function, binding, index, uses });
                named.len() - 1
            });
            named[known].index = index;
            named[known].uses += 1;
        }
        if named.is_empty() {
            return tasks;
        }
        walk(Node::Program(self.program), &mut |node| {
            if let Some(binding) = node.identifier().and_then(|name| self.bindings.resolve(name)) {
                if let Some(found) = named.iter_mut().find(|each| std::ptr::eq(each.binding, binding)) {
                    found.uses -= 1;
                }
            }
            true
        });
        let alone = named.iter().filter(|each| each.uses == 0);
        tasks.extend(alone.map(|each| (each.function, each.index as u32)));
        tasks
    }

    pub fn func_of(&self, node: Node<'a>) -> Option<&Func<'a>> {
        self.indices.get(&node).map(|index| &self.functions[*index as usize])
    }

    pub fn entry_of(&self, node: Node<'a>) -> Option<&Entry> {
        self.indices.get(&node).and_then(|index| self.entries[*index as usize].as_ref())
    }

    /// Whether it is a callback, which keeps its author.
    pub fn keeps(&self, node: Node<'a>) -> bool {
        let capture = self.indices.get(&node).and_then(|index| self.plans[*index as usize].capture.as_ref());
        capture.is_some_and(|capture| capture.keeps().is_some())
    }

    pub fn has_no_outer(&self, node: Node<'a>) -> bool {
        self.entry_of(node).is_some_and(|entry| entry.no_outer)
    }

    /// What a function is written in.
    pub fn outside(&self, function: Node<'a>) -> Option<Node<'a>> {
        self.around.get(&function).and_then(|index| self.inventory.around[*index as usize].1)
    }

    /// The functions around something, from the inside out.
    pub fn functions_around(&self, owner: Option<Node<'a>>) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        let mut each = owner;
        while let Some(node) = each {
            if node.is_function() {
                found.push(node);
            }
            each = self.outside(node);
        }
        found
    }

    /// Whether something runs while the module is evaluated.
    pub fn is_evaluated(&self, owner: Option<Node<'a>>) -> bool {
        let mut around = self.functions_around(owner).into_iter();
        around.all(|function| self.func_of(function).is_some_and(|func| func.evaluated))
    }

    /// The task that something is written in, and runs with: the call that it is given to, and its function.
    pub fn task_around(&self, owner: Option<Node<'a>>) -> Option<(&ApiCall<'a>, Node<'a>)> {
        for function in self.functions_around(owner) {
            if let Some(index) = self.tasks.get(&function) {
                return Some((&self.calls[*index as usize], function));
            }
            // A route that is registered in a task runs in requests of its own.
            if self.has_no_outer(function) {
                return None;
            }
        }
        None
    }

    /// The function of this file that a name stands for, whatever happens.
    pub fn function_named(&self, node: Node<'a>) -> Option<(Node<'a>, &Binding<'a>, &'a Ident)> {
        let name = node.identifier()?;
        let binding = self.bindings.resolve(name)?;
        let holds = matches!(binding.kind, BindingKind::Const | BindingKind::Let | BindingKind::Function);
        let init = binding.init.filter(|_| holds && binding.key.is_none() && !binding.assigned)?.unwrap();
        init.is_function().then_some((init, binding, name))
    }

    /// All plain calls: what each is, where, and what it calls.
    pub fn plain_calls(&self) -> impl Iterator<Item = (Node<'a>, Option<Node<'a>>, Node<'a>)> + '_ {
        let calls = self.inventory.uses.iter().filter(|each| is_plain_call(each.node));
        calls.filter_map(|each| Some((each.node, each.owner, each.node.callee()?.unwrap())))
    }

    /// Whether a name is a parameter of a function around `inner`: what a framework has handed to a handler, not what a promise gave.
    pub fn is_handed_in(&self, name: &'a Ident, inner: Node<'a>) -> bool {
        let Some(binding) = self.bindings.resolve(name) else { return false };
        let handler = binding.place;
        if binding.kind != BindingKind::Parameter
            || !self.functions_around(self.outside(inner)).contains(&handler)
        {
            return false;
        }
        // What the file calls by itself may be given anything: a clone, a map.
        if self.is_called(handler) {
            return false;
        }
        let given = self.func_of(handler).and_then(|func| func.given_to);
        let method = given.and_then(|given| plain_property(given.callee()?.unwrap()));
        !matches!(method, Some("then" | "catch" | "finally" | "map" | "forEach"))
    }

    fn is_called(&self, function: Node<'a>) -> bool {
        let mut calls = self.inventory.uses.iter().filter(|each| each.node.is_call());
        calls.any(|each| {
            let callee = each.node.callee().map(|callee| callee.unwrap());
            callee
                .and_then(|callee| self.function_named(callee))
                .is_some_and(|(called, ..)| called == function)
        })
    }

    /// The text of something.
    pub fn text(&self, span: Span) -> &'b str {
        let offset = |at: BytePos| at.0.checked_sub(self.start.0).map(|at| at as usize);
        let (start, end) = (offset(span.lo), offset(span.hi));
        start.zip(end).and_then(|(start, end)| self.code.get(start..end)).unwrap_or_default()
    }
}

/// `res.headers.set` → its first name and the rest; none where it is anything but names.
pub fn path_of(expression: Node<'_>) -> Option<(&Ident, String)> {
    let mut names = Vec::new();
    let mut node = expression.unwrap();
    while let Node::MemberExpression(member) = node {
        match &member.prop {
            MemberProp::Ident(name) => names.insert(0, &*name.sym),
            MemberProp::PrivateName(_) => return None,
            _ => break,
        }
        node = Node::from(&*member.obj).unwrap();
    }
    Some((node.identifier()?, names.join(".")))
}

pub fn call_of(api: Api) -> &'static str {
    match api {
        Api::After => "after",
        Api::AfterWith => "after.with",
        Api::AfterCancel => "after.cancel",
        Api::Headers => "headers",
        Api::Cookies => "cookies",
        Api::OpenScope => "openScope",
        _ => "",
    }
}

pub fn report<const COUNT: usize>(
    slug: &str,
    span: Span,
    values: [(&str, &str); COUNT],
) -> PlannedDiagnostic {
    let values = values.map(|(name, value)| (name.to_string(), value.to_string())).into();
    PlannedDiagnostic { slug: slug.into(), at: span.into(), values, fix: None }
}
