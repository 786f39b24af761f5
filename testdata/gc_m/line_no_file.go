package cases

// Line directives without a file name.

func shown(p *int) *int { return p }

//line :30
func noFile(p *int) *int { return p }

/*line :5:3*/
func noFileColumn(p *int) any { return *p }

//line named.go:10
func named(p *int) *int { return p }

/*line :15:3*/
func stillNamed(p *int) *int { return p }

//line :40
func noFileAgain(p *int) *int {
	var kept *int
	func() { kept = p }()
	return kept
}

func calls() {
	x := 1
	println(noFile(shown(&x)), noFileColumn(&x), named(&x), stillNamed(noFileAgain(&x)))
}
