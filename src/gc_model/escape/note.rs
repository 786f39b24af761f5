//! Why a value flows: the construct, and what it does with the value (facts.md §10.4–§10.7).

use super::Site;

/// A reason of an edge. There are several for each expression of a large function: it is kept small.
#[derive(Copy, Clone)]
pub(crate) struct Note {
    pub at: Site,
    /// The dereferences of the hole it was put on.
    pub derefs: i32,
    pub why: Why,
}

macro_rules! reasons {
    ($($name:ident $text:literal)*) => {
        /// What a construct does with a value.
        #[derive(Copy, Clone, PartialEq, Eq)]
        pub(crate) enum Why {
            $($name),*
        }

        impl Why {
            /// As traces say it.
            pub fn text(self) -> &'static str {
                match self {
                    $(Why::$name => $text),*
                }
            }
        }
    };
}

reasons! {
    AddressOf "address-of"
    Appended "appended slice..."
    Appendee "appendee slice"
    ArrayElement "array literal element"
    Assign "assign"
    AssignPair "assign-pair"
    AssignPairDotType "assign-pair-dot-type"
    AssignPairMapRead "assign-pair-mapr"
    AssignPairReceive "assign-pair-receive"
    CallParameter "call parameter"
    Callee "callee operand"
    Captured "captured by a closure"
    Copied "copied slice"
    Dot "dot"
    DotOfPointer "dot of pointer"
    ArrayIndex "fixed-array-index-of"
    HeaderData "reflect.Header.Data"
    Indirection "indirection"
    InterfaceConverted "interface-converted"
    MapKey "map literal key"
    MapPut "key of map put"
    MapValue "map literal value"
    Range "range"
    RangeDeref "range-deref"
    Reference "reference"
    Return "return"
    Send "send"
    Slice "slice"
    SliceElement "slice-literal-element"
    SliceToArray "slice-to-array"
    Spill "spill"
    StructElement "struct literal element"
    SwitchCase "switch case"
    TooLarge "too large for stack"
    UintptrEscapes "//go:uintptrescapes"
    ZeroSized "zero-sized element"
}
