//! How a plan names what it is about: a node by its span, a function by the span of its *body*.
use serde::{Deserialize, Serialize};
use swc_core::common::{BytePos, Span, Spanned};

/// Where something stands: start, and end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct At(pub u32, pub u32);

impl At {
    pub fn of(node: &impl Spanned) -> At {
        node.span().into()
    }
}

impl From<Span> for At {
    fn from(span: Span) -> At {
        At(span.lo.0, span.hi.0)
    }
}

impl From<At> for Span {
    fn from(At(start, end): At) -> Span {
        Span::new(BytePos(start), BytePos(end))
    }
}

/// Why an edit is made: the rule and, where one needs it, the piece of code that does (a call that runs after an await).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub rule: String,
    pub because: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<At>,
}

/// A node that is named, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    pub at: At,
}
