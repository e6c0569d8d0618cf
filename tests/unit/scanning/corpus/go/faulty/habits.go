// Package habits holds what the compiler lets through.
package habits

import (
	"fmt"
	"os"
	"sync"
)

type counter struct {
	sync.Mutex
	count int
}

func show(total int) {
	fmt.Printf("%s orders\n", total) // fault: format printf
}

func same(c counter) int { // fault: lock-copied copylocks
	return c.count
}

func closeAll(names []string) {
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			continue
		}
		defer file.Close() // fault: defer-in-loop go-defer-in-loop
	}
}

func find(n int) int {
	return n
	fmt.Println(n) // fault: never-reached unreachable
	return 0
}
