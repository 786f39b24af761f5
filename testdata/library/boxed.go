// Values that functions of the library box, and an assignment to a part of the same thing, where these are inlined.
package main

import (
	"bufio"
	"context"
	"net"
	"os"
	"strings"
	"time"
)

var kept any

func background() context.Context { return context.Background() }

func todo() { kept = context.TODO() }

func local() error { return context.Background().Err() }

func status(p *os.ProcessState) any { return p.Sys() }

func unread(r *bufio.Reader) error { return r.UnreadRune() }

func interfaces(ip net.IP, d time.Duration) {
	kept = ip.DefaultMask()
	kept = d.Seconds()
	kept = strings.NewReader("x").Len()
}

func main() {
	println(background(), local(), status(nil), unread(nil))
	todo()
	interfaces(nil, 0)
}
