//! The grammar's node kinds and fields as enums, resolved once from their names.

use std::sync::LazyLock;
use tree_sitter::{Language, Node};

macro_rules! kinds {
    ($($v:ident $s:literal)*) => {
        /// A node kind.
        #[derive(Copy, Clone, PartialEq, Eq, Debug)]
        pub enum K { Other, $($v),* }
        fn kind_named(s: &str) -> K { match s { $($s => K::$v,)* _ => K::Other } }
    };
}

kinds! {
    PackageClause "package_clause" ImportDeclaration "import_declaration" ImportSpec "import_spec"
    ImportSpecList "import_spec_list" ConstDeclaration "const_declaration" ConstSpec "const_spec"
    VarDeclaration "var_declaration" VarSpec "var_spec" VarSpecList "var_spec_list" TypeDeclaration "type_declaration"
    TypeSpec "type_spec" TypeAlias "type_alias" FunctionDeclaration "function_declaration"
    MethodDeclaration "method_declaration" TypeParameterDeclaration "type_parameter_declaration"
    ParameterDeclaration "parameter_declaration" VariadicParameterDeclaration "variadic_parameter_declaration"
    ParameterList "parameter_list" ExpressionList "expression_list"
    ParenthesizedType "parenthesized_type" TypeIdentifier "type_identifier" GenericType "generic_type"
    QualifiedType "qualified_type" PointerType "pointer_type" StructType "struct_type" InterfaceType "interface_type"
    ArrayType "array_type" ImplicitLengthArrayType "implicit_length_array_type" SliceType "slice_type" MapType "map_type"
    ChannelType "channel_type" FunctionType "function_type" NegatedType "negated_type" TypeArguments "type_arguments"
    FieldDeclarationList "field_declaration_list" FieldDeclaration "field_declaration" MethodElem "method_elem"
    TypeElem "type_elem" TypeConstraint "type_constraint"
    Block "block" StatementList "statement_list" EmptyStatement "empty_statement" ExpressionStatement "expression_statement"
    SendStatement "send_statement" ReceiveStatement "receive_statement" IncStatement "inc_statement"
    DecStatement "dec_statement" AssignmentStatement "assignment_statement" ShortVarDeclaration "short_var_declaration"
    LabeledStatement "labeled_statement" LabelName "label_name" FallthroughStatement "fallthrough_statement"
    BreakStatement "break_statement" ContinueStatement "continue_statement" GotoStatement "goto_statement"
    ReturnStatement "return_statement" GoStatement "go_statement" DeferStatement "defer_statement"
    IfStatement "if_statement" ForStatement "for_statement" ForClause "for_clause" RangeClause "range_clause"
    ExpressionSwitchStatement "expression_switch_statement" ExpressionCase "expression_case" DefaultCase "default_case"
    TypeSwitchStatement "type_switch_statement" TypeCase "type_case" SelectStatement "select_statement"
    CommunicationCase "communication_case"
    UnaryExpression "unary_expression" BinaryExpression "binary_expression" SelectorExpression "selector_expression"
    IndexExpression "index_expression" SliceExpression "slice_expression" CallExpression "call_expression"
    TypeAssertionExpression "type_assertion_expression" TypeConversionExpression "type_conversion_expression"
    TypeInstantiationExpression "type_instantiation_expression" Identifier "identifier" FieldIdentifier "field_identifier"
    PackageIdentifier "package_identifier" BlankIdentifier "blank_identifier" Dot "dot"
    CompositeLiteral "composite_literal" FuncLiteral "func_literal" RawStringLiteral "raw_string_literal"
    InterpretedStringLiteral "interpreted_string_literal" IntLiteral "int_literal" FloatLiteral "float_literal"
    ImaginaryLiteral "imaginary_literal" RuneLiteral "rune_literal" Nil "nil" True "true" False "false" Iota "iota"
    ParenthesizedExpression "parenthesized_expression" ArgumentList "argument_list" VariadicArgument "variadic_argument"
    LiteralValue "literal_value" LiteralElement "literal_element" KeyedElement "keyed_element"
    ParenOpen "(" BracketOpen "[" BraceOpen "{" BraceClose "}" PeriodToken "." ColonToken ":" DefineToken ":=" AssignToken "="
    ArrowToken "<-" RangeToken "range" EllipsisToken "..." StarToken "*" ElseToken "else" FuncToken "func" CommaToken ","
    BarToken "|" IncToken "++" DecToken "--" CaseToken "case" DefaultToken "default"
}

static KINDS: LazyLock<Vec<K>> = LazyLock::new(|| {
    let language: Language = tree_sitter_go::LANGUAGE.into();
    let id = |i: usize| u16::try_from(i).ok().and_then(|i| language.node_kind_for_id(i)).map_or(K::Other, kind_named);
    (0..language.node_kind_count()).map(id).collect()
});

impl K {
    pub fn of(n: Node<'_>) -> K {
        KINDS.get(usize::from(n.kind_id())).copied().unwrap_or(K::Other)
    }
}

macro_rules! fields {
    ($($v:ident $s:literal)*) => {
        /// A field of a node.
        #[derive(Copy, Clone, PartialEq, Eq, Debug)]
        pub enum F { None, $($v),* }
        fn field_named(s: &str) -> F { match s { $($s => F::$v,)* _ => F::None } }
    };
}

fields! {
    Name "name" Path "path" Type "type" Value "value" TypeParameters "type_parameters" Parameters "parameters"
    Result "result" Body "body" Receiver "receiver" TypeArguments "type_arguments" Length "length" Element "element"
    Key "key" Tag "tag" Channel "channel" Left "left" Right "right" Operator "operator" Label "label"
    Initializer "initializer" Condition "condition" Consequence "consequence" Alternative "alternative" Update "update"
    Alias "alias" Communication "communication" Function "function" Arguments "arguments" Operand "operand"
    FieldName "field" Index "index" Start "start" End "end" Capacity "capacity" Package "package"
}

static FIELDS: LazyLock<Vec<F>> = LazyLock::new(|| {
    let language: Language = tree_sitter_go::LANGUAGE.into();
    let id = |i: usize| u16::try_from(i).ok().and_then(|i| language.field_name_for_id(i)).map_or(F::None, field_named);
    (0..=language.field_count()).map(id).collect()
});

impl F {
    pub fn of(id: Option<std::num::NonZeroU16>) -> F {
        id.and_then(|id| FIELDS.get(usize::from(id.get())).copied()).unwrap_or(F::None)
    }
}
