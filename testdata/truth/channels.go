// Channels are always in the heap; gc says nothing about them.
package truth

type pair struct{ a, b *int }

var three = 3

func caseChannel() {
	c := make(chan int) // always
	close(c)
}

func caseBuffered() {
	c := make(chan int, 10) // always
	c <- 1
}

func caseVariable() {
	c := make(chan *int, three) // always
	c <- nil
}

func caseSend() {
	c := make(chan *pair, 1) // always
	var x pair               // always
	c <- &x
	<-c
}

func caseSendValue() {
	c := make(chan pair, 1) // always
	c <- pair{}
	<-c
}
