// Prints what go/parser makes of each declaration, for xtask syntax-diff.
//
// Reads file names from standard input. For each file prints "F name", or "E name error", and for each declaration (each spec of a
// group) "D hash": the FNV-1a hash of its S-expression. With -dump the expressions themselves. The notation is
// that of xtask/src/syntax_sexpr.rs.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"os"
	"strings"
)

type printer struct{ b strings.Builder }

func (p *printer) s(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
}

func (p *printer) opt(e ast.Expr) {
	p.s(" ")
	if e == nil {
		p.s("_")
	} else {
		p.expr(e)
	}
}

func (p *printer) list(l []ast.Expr) {
	for _, e := range l {
		p.s(" ")
		p.expr(e)
	}
}

func (p *printer) expr(e ast.Expr) {
	switch e := e.(type) {
	case *ast.Ident:
		p.s(e.Name)
	case *ast.BasicLit:
		p.s(e.Value)
	case *ast.CompositeLit:
		p.s("(lit")
		p.opt(e.Type)
		p.list(e.Elts)
		p.s(")")
	case *ast.FuncLit:
		p.s("(funclit ")
		p.expr(e.Type)
		p.block(e.Body)
		p.s(")")
	case *ast.ParenExpr:
		p.expr(e.X)
	case *ast.SelectorExpr:
		p.s("(. ")
		p.expr(e.X)
		p.s(" ", e.Sel.Name, ")")
	case *ast.IndexExpr:
		p.s("(index ")
		p.expr(e.X)
		p.s(" ")
		p.expr(e.Index)
		p.s(")")
	case *ast.IndexListExpr:
		p.s("(index ")
		p.expr(e.X)
		p.list(e.Indices)
		p.s(")")
	case *ast.SliceExpr:
		p.s("(slice ")
		p.expr(e.X)
		p.opt(e.Low)
		p.opt(e.High)
		p.opt(e.Max)
		p.s(")")
	case *ast.TypeAssertExpr:
		p.s("(assert ")
		p.expr(e.X)
		p.opt(e.Type)
		p.s(")")
	case *ast.CallExpr:
		p.s("(call ")
		p.expr(e.Fun)
		p.list(e.Args)
		if e.Ellipsis.IsValid() {
			p.s(" ...")
		}
		p.s(")")
	case *ast.StarExpr:
		p.s("(u* ")
		p.expr(e.X)
		p.s(")")
	case *ast.UnaryExpr:
		p.s("(u", e.Op.String(), " ")
		p.expr(e.X)
		p.s(")")
	case *ast.BinaryExpr:
		p.s("(b", e.Op.String(), " ")
		p.expr(e.X)
		p.s(" ")
		p.expr(e.Y)
		p.s(")")
	case *ast.KeyValueExpr:
		p.s("(kv ")
		p.expr(e.Key)
		p.s(" ")
		p.expr(e.Value)
		p.s(")")
	case *ast.ArrayType:
		if e.Len == nil {
			p.s("([] ")
		} else if _, ok := e.Len.(*ast.Ellipsis); ok {
			p.s("([...] ")
		} else {
			p.s("([n] ")
			p.expr(e.Len)
			p.s(" ")
		}
		p.expr(e.Elt)
		p.s(")")
	case *ast.Ellipsis:
		p.s("(... ")
		p.expr(e.Elt)
		p.s(")")
	case *ast.StructType:
		p.s("(struct")
		for _, f := range e.Fields.List {
			for _, n := range f.Names {
				p.s(" (f ", n.Name, " ")
				p.expr(f.Type)
				p.tag(f)
			}
			if f.Names == nil {
				p.s(" (e ")
				p.expr(f.Type)
				p.tag(f)
			}
		}
		p.s(")")
	case *ast.FuncType:
		p.s("(func")
		p.fields("p", e.Params)
		p.fields("r", e.Results)
		p.s(")")
	case *ast.InterfaceType:
		p.s("(interface")
		for _, f := range e.Methods.List {
			if f.Names != nil {
				p.s(" (m ", f.Names[0].Name, " ")
			} else {
				p.s(" (e ")
			}
			p.expr(f.Type)
			p.s(")")
		}
		p.s(")")
	case *ast.MapType:
		p.s("(map ")
		p.expr(e.Key)
		p.s(" ")
		p.expr(e.Value)
		p.s(")")
	case *ast.ChanType:
		p.s(map[ast.ChanDir]string{ast.SEND: "(chan<- ", ast.RECV: "(<-chan ", ast.SEND | ast.RECV: "(chan "}[e.Dir])
		p.expr(e.Value)
		p.s(")")
	default:
		p.s("BAD")
	}
}

func (p *printer) tag(f *ast.Field) {
	if f.Tag != nil {
		p.s(" ", f.Tag.Value)
	}
	p.s(")")
}

func (p *printer) fields(kind string, l *ast.FieldList) {
	if l == nil {
		return
	}
	for _, f := range l.List {
		names := []string{"-"}
		if f.Names != nil {
			names = nil
			for _, n := range f.Names {
				names = append(names, n.Name)
			}
		}
		for _, n := range names {
			p.s(" (", kind, " ", n, " ")
			p.expr(f.Type)
			p.s(")")
		}
	}
}

func (p *printer) block(b *ast.BlockStmt) {
	if b == nil {
		p.s(" _")
		return
	}
	p.s(" {")
	p.stmts(b.List)
	p.s("}")
}

func (p *printer) stmts(l []ast.Stmt) {
	for _, s := range l {
		if _, ok := s.(*ast.EmptyStmt); !ok {
			p.s(" ")
			p.stmt(s)
		}
	}
}

func (p *printer) optStmt(s ast.Stmt) {
	p.s(" ")
	if _, ok := s.(*ast.EmptyStmt); s == nil || ok {
		p.s("_")
	} else {
		p.stmt(s)
	}
}

func (p *printer) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.LabeledStmt:
		p.s("(label ", s.Label.Name)
		p.optStmt(s.Stmt)
		p.s(")")
	case *ast.ExprStmt:
		p.s("(x ")
		p.expr(s.X)
		p.s(")")
	case *ast.SendStmt:
		p.s("(send ")
		p.expr(s.Chan)
		p.s(" ")
		p.expr(s.Value)
		p.s(")")
	case *ast.IncDecStmt:
		p.s("(", s.Tok.String(), " ")
		p.expr(s.X)
		p.s(")")
	case *ast.AssignStmt:
		p.s("(", s.Tok.String())
		p.list(s.Lhs)
		p.s(" :")
		p.list(s.Rhs)
		p.s(")")
	case *ast.DeclStmt:
		p.s("(decl")
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			p.s(" ")
			p.spec(s.Decl.(*ast.GenDecl).Tok, spec)
		}
		p.s(")")
	case *ast.BranchStmt:
		p.s("(", s.Tok.String())
		if s.Label != nil {
			p.s(" ", s.Label.Name)
		}
		p.s(")")
	case *ast.GoStmt:
		p.s("(go ")
		p.expr(s.Call)
		p.s(")")
	case *ast.DeferStmt:
		p.s("(defer ")
		p.expr(s.Call)
		p.s(")")
	case *ast.ReturnStmt:
		p.s("(return")
		p.list(s.Results)
		p.s(")")
	case *ast.BlockStmt:
		p.s("(block")
		p.block(s)
		p.s(")")
	case *ast.IfStmt:
		p.s("(if")
		p.optStmt(s.Init)
		p.opt(s.Cond)
		p.block(s.Body)
		p.optStmt(s.Else)
		p.s(")")
	case *ast.ForStmt:
		p.s("(for")
		p.optStmt(s.Init)
		p.opt(s.Cond)
		p.optStmt(s.Post)
		p.block(s.Body)
		p.s(")")
	case *ast.RangeStmt:
		p.s("(range")
		if s.Key != nil {
			p.s(" ", s.Tok.String())
			p.opt(s.Key)
			if s.Value != nil {
				p.opt(s.Value)
			}
		}
		p.s(" :")
		p.opt(s.X)
		p.block(s.Body)
		p.s(")")
	case *ast.SwitchStmt:
		p.s("(switch")
		p.optStmt(s.Init)
		p.opt(s.Tag)
		p.clauses(s.Body)
		p.s(")")
	case *ast.TypeSwitchStmt:
		p.s("(typeswitch")
		p.optStmt(s.Init)
		var x ast.Expr
		switch a := s.Assign.(type) {
		case *ast.ExprStmt:
			p.s(" _")
			x = a.X
		case *ast.AssignStmt:
			p.opt(a.Lhs[0])
			x = a.Rhs[0]
		}
		p.opt(x.(*ast.TypeAssertExpr).X)
		p.clauses(s.Body)
		p.s(")")
	case *ast.SelectStmt:
		p.s("(select")
		p.clauses(s.Body)
		p.s(")")
	default:
		p.s("BAD")
	}
}

func (p *printer) clauses(b *ast.BlockStmt) {
	for _, c := range b.List {
		switch c := c.(type) {
		case *ast.CaseClause:
			if c.List == nil {
				p.s(" (default")
			} else {
				p.s(" (case")
				p.list(c.List)
			}
			p.s(" :")
			p.stmts(c.Body)
		case *ast.CommClause:
			if c.Comm == nil {
				p.s(" (default")
			} else {
				p.s(" (case ")
				p.stmt(c.Comm)
			}
			p.s(" :")
			p.stmts(c.Body)
		}
		p.s(")")
	}
}

func (p *printer) spec(tok token.Token, s ast.Spec) {
	p.s("(", tok.String())
	switch s := s.(type) {
	case *ast.ImportSpec:
		if s.Name != nil {
			p.s(" ", s.Name.Name)
		}
		p.s(" ", s.Path.Value)
	case *ast.ValueSpec:
		for _, n := range s.Names {
			p.s(" ", n.Name)
		}
		p.s(" :")
		p.opt(s.Type)
		p.list(s.Values)
	case *ast.TypeSpec:
		p.s(" ", s.Name.Name)
		p.fields("tp", s.TypeParams)
		if s.Assign.IsValid() {
			p.s(" =")
		}
		p.opt(s.Type)
	}
	p.s(")")
}

func main() {
	dump := len(os.Args) > 1 && os.Args[1] == "-dump"
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		f, err := parser.ParseFile(token.NewFileSet(), in.Text(), nil, parser.SkipObjectResolution)
		if err != nil {
			fmt.Fprintf(out, "E %s %s\n", in.Text(), strings.ReplaceAll(err.Error(), "\n", " "))
			continue
		}
		fmt.Fprintf(out, "F %s\n", in.Text())
		emit := func(write func(p *printer)) {
			var p printer
			write(&p)
			if dump {
				fmt.Fprintf(out, "D %q\n", p.b.String())
				return
			}
			h := fnv.New64a()
			h.Write([]byte(p.b.String()))
			fmt.Fprintf(out, "D %016x\n", h.Sum64())
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				for _, s := range d.Specs {
					emit(func(p *printer) { p.spec(d.Tok, s) })
				}
			case *ast.FuncDecl:
				emit(func(p *printer) {
					p.s("(funcdecl ", d.Name.Name)
					p.fields("recv", d.Recv)
					p.fields("tp", d.Type.TypeParams)
					p.s(" ")
					p.expr(d.Type)
					p.block(d.Body)
					p.s(")")
				})
			}
		}
	}
}
