package main

import (
	"log"
	"net/http"
	_ "net/http/pprof" // Import for profiling
)

func main() {
	go func() {
		log.Println(http.ListenAndServe("localhost:6060", nil))
	}()
	// Your application code...
}
